using System.Buffers;
using Audit.Networks.Inference;
using Audit.Noise;

namespace Audit.Certify;

/// <summary>Votes of a classifier that takes small units: noise, network and vote of a unit stay on one thread and in its
/// caches.</summary>
/// <param name="classifier">The base classifier.</param>
/// <param name="noise">What is added to the image.</param>
/// <param name="held">Most samples between two looks at the votes.</param>
/// <param name="threads">Most threads; 0 is torch's number.</param>
internal sealed class UnitSampling(IUnitClassifier classifier, NoiseSampler noise, int held, int threads)
{
    /// <summary>Samples between two looks where nothing else is said: the threads wait for each other that rarely.</summary>
    public const int Largest = 4096;

    /// <summary>As <see cref="NoisySampling.Visit(TorchSharp.torch.Tensor, long, Rng, NoiseAddress, Func{int?,
    /// bool})"/>.</summary>
    /// <param name="image">[C,H,W].</param>
    /// <param name="n">Most samples that are drawn.</param>
    /// <param name="rng">Source of the noise.</param>
    /// <param name="first">Address of the first sample.</param>
    /// <param name="all">Whether all n are wanted, so that none can be drawn in vain.</param>
    /// <param name="next">Told each vote in order; false ends the visit.</param>
    public unsafe void Visit(ReadOnlySpan<float> image, long n, Rng rng, NoiseAddress first, bool all, Func<int?, bool> next)
    {
        var tops = new int?[Math.Min(held, n)];
        fixed (float* pixels = image)
        {
            nint clean = (nint)pixels;
            for (long done = 0; done < n;)
            {
                // Where the end is not known, at most a quarter of what was needed is drawn in vain.
                long most = all ? held : Math.Min(held, Math.Max(NoisySampling.Block, done / 4));
                int wave = (int)Math.Min(most, n - done);
                var start = first.Next(done);
                Pieces.ForEach((wave + classifier.Unit - 1) / classifier.Unit, threads, piece =>
                {
                    int from = piece * classifier.Unit;
                    Vote((float*)clean, rng, start.Next(from), tops.AsSpan(from, Math.Min(classifier.Unit, wave - from)));
                });
                for (int k = 0; k < wave; k++)
                {
                    if (!next(tops[k]))
                        return;
                }
                done += wave;
            }
        }
    }

    /// <summary>Votes of consecutive samples; what is missing to a whole unit is filled up with zeros.</summary>
    private unsafe void Vote(float* clean, Rng rng, NoiseAddress first, Span<int?> tops)
    {
        int elements = classifier.InputShape.Elements, classes = classifier.Classes;
        float[] images = ArrayPool<float>.Shared.Rent(classifier.Unit * elements);
        float[] logits = ArrayPool<float>.Shared.Rent(classifier.Unit * classes);
        var noisy = images.AsSpan(0, classifier.Unit * elements);
        for (int k = 0; k < tops.Length; k++)
            noise.AddTo(new ReadOnlySpan<float>(clean, elements), noisy.Slice(k * elements, elements), rng, first.Next(k));
        noisy[(tops.Length * elements)..].Clear();
        classifier.UnitLogits(noisy, logits.AsSpan(0, classifier.Unit * classes));
        for (int k = 0; k < tops.Length; k++)
            tops[k] = TopVote.Of(logits.AsSpan(k * classes, classes));
        ArrayPool<float>.Shared.Return(images);
        ArrayPool<float>.Shared.Return(logits);
    }
}
