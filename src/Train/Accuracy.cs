using Audit.Models.Data;
using Audit.Models.Graphs;
using Audit.Models.Inference;
using Audit.Models.Noise;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>Plain accuracy of a network over an image set.</summary>
public static class Accuracy
{
    private const int Block = 100;

    /// <summary>Share of images classified correctly, clean and with one draw of noise each.</summary>
    public static (double Clean, double Noisy) Of(Graph graph, ImageSet images, double sigma, ulong seed)
    {
        var classifier = new GraphClassifier(graph);
        return (Measure(classifier, images, 0, seed), Measure(classifier, images, sigma, seed));
    }

    private static unsafe double Measure(GraphClassifier classifier, ImageSet images, double sigma, ulong seed)
    {
        using var guard = no_grad();
        long correct = 0;
        for (int first = 0; first < images.Count; first += Block)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(Block, images.Count - first);
            var x = empty(classifier.InputShape.Batch(count));
            fixed (byte* memory = x.bytes)
            {
                for (int k = 0; k < count; k++)
                    images.CopyTo(first + k, new Span<float>((float*)memory + (long)k * images.ImageSize, images.ImageSize));
                var addresses = Enumerable.Range(first, count).Select(k => new NoiseAddress(NoiseStream.Prediction, k, 0)).ToArray();
                if (sigma > 0)
                    GaussianBatch.AddToEach((float*)memory, (float)sigma, (float*)memory, images.ImageSize, new Rng(seed), addresses);
            }
            long[] predicted = classifier.Logits(x).argmax(1).data<long>().ToArray();
            correct += Enumerable.Range(0, count).Count(k => predicted[k] == images.Label(first + k));
        }
        return correct / (double)images.Count;
    }
}
