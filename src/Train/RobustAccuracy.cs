using System.Runtime.InteropServices;
using Audit.Datasets;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>A first look at a trained network: accuracy under the attack of its own training, with more steps.</summary>
/// <remarks>No evaluation: the attack suite is. It is here so that training says at once whether it worked.</remarks>
public static class RobustAccuracy
{
    private const int Block = 100;

    /// <param name="classifier">The model.</param>
    /// <param name="images">Images of its input shape.</param>
    /// <param name="count">How many of them, from the first.</param>
    /// <param name="attack">The attack; it starts uniformly in the ball.</param>
    /// <param name="rng">Source of the starts.</param>
    /// <returns>Images that are still classified correctly.</returns>
    public static long Count(IClassifier classifier, ImageSet images, int count, InnerMaximization attack, Rng rng)
    {
        long correct = 0;
        for (int first = 0; first < count; first += Block)
        {
            using var scope = NewDisposeScope();
            int[] indexes = [.. Enumerable.Range(first, Math.Min(Block, count - first))];
            var x = empty(classifier.InputShape.Batch(indexes.Length));
            for (int k = 0; k < indexes.Length; k++)
                images.CopyTo(indexes[k], MemoryMarshal.Cast<byte, float>(x.bytes).Slice(k * images.ImageSize, images.ImageSize));
            var labels = tensor([.. indexes.Select(i => (long)images.Label(i))]);
            var batch = new TrainingBatch(x, labels, indexes, 0, rng.Derive("robust accuracy"));
            var start = x + (batch.Uniform() * 2 - 1) * attack.Epsilon;
            var adversarial = attack.Run(x, start, at => Losses.SummedCrossEntropy(classifier.Logits(at), labels));
            using var guard = no_grad();
            correct += TopVote.Classes(classifier.Logits(adversarial)).eq(labels).sum().ToInt64();
        }
        return correct;
    }
}
