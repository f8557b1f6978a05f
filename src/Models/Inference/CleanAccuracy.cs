using Audit.Models.Data;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Audit.Models.Inference;

/// <summary>Plain accuracy of any classifier over an image set.</summary>
public static class CleanAccuracy
{
    private const int Block = 100;

    /// <param name="classifier">The model.</param>
    /// <param name="images">Images of its input shape.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <returns>Images classified correctly.</returns>
    public static long Count(IClassifier classifier, ImageSet images, Action<long>? progress = null)
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
            long[] predicted = classifier.Logits(x.to(classifier.Device)).argmax(1).cpu().data<long>().ToArray();
            for (int k = 0; k < count; k++)
                correct += predicted[k] == images.Label(first + k) ? 1 : 0;
            progress?.Invoke(first + count);
        }
        return correct;
    }
}
