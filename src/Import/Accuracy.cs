using System.Runtime.InteropServices;
using Audit.Datasets;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>Plain accuracy, clean or under noise, of any classifier over an image set.</summary>
public static class Accuracy
{
    private const int Block = ActivationMemory.Batch;

    /// <param name="classifier">The model.</param>
    /// <param name="images">Images of its input shape.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <returns>Images classified correctly; one with a NaN or an infinite logit is not.</returns>
    public static long Count(IClassifier classifier, ImageSet images, Action<long>? progress = null) =>
        Count(classifier, images, null, default, progress);

    /// <summary>The same with one draw of noise on each image.</summary>
    public static long CountUnderNoise(IClassifier classifier, ImageSet images, NoiseModel noise, Rng rng) =>
        Count(classifier, images, NoiseSamplers.Of(noise), rng, null);

    private static unsafe long Count(IClassifier classifier, ImageSet images, NoiseSampler? noise, Rng rng,
        Action<long>? progress)
    {
        using var guard = no_grad();
        long correct = 0;
        for (int first = 0; first < images.Count; first += Block)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(Block, images.Count - first);
            var x = empty(classifier.InputShape.Batch(count));
            var values = MemoryMarshal.Cast<byte, float>(x.bytes);
            for (int k = 0; k < count; k++)
                images.CopyTo(first + k, values.Slice(k * images.ImageSize, images.ImageSize));
            if (noise is not null)
            {
                NoiseAddress[] addresses = [.. Enumerable.Range(first, count)
                    .Select(k => new NoiseAddress(NoiseStream.Prediction, k, 0))];
                fixed (float* memory = values)
                    NoiseBatch.AddToEach(noise, memory, memory, images.ImageSize, rng, addresses);
            }
            int?[] predicted = TopVote.Of(classifier.Logits(x.to(classifier.Device)));
            for (int k = 0; k < count; k++)
                correct += predicted[k] == images.Label(first + k) ? 1 : 0;
            progress?.Invoke(first + count);
        }
        return correct;
    }
}
