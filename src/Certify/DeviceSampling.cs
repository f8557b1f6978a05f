using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>Votes of a classifier on a device: noise, network and vote stay there, and one number a sample comes back.</summary>
/// <remarks>The network sees blocks of <see cref="NoisySampling.Block"/> consecutive samples, whatever is held; the device is
/// waited for once a part.</remarks>
/// <param name="classifier">The base classifier.</param>
/// <param name="noise">What is added to the image, made on the device.</param>
/// <param name="batch">Samples held at once, rounded up to whole blocks; 0 chooses.</param>
internal sealed class DeviceSampling(IClassifier classifier, NoiseSampler noise, int batch = 0)
{
    /// <summary>Pixels that one part holds where nothing else is said: the generator needs some twenty times their
    /// memory.</summary>
    private const long PartPixels = 1 << 22;

    private int Held => NoisySampling.Block * (int)Math.Max(1, batch > 0
        ? (batch + NoisySampling.Block - 1) / NoisySampling.Block
        : PartPixels / classifier.InputShape.Elements / NoisySampling.Block);

    /// <summary>As <see cref="NoisySampling.Visit(Tensor, long, Rng, NoiseAddress, Func{int?, bool})"/>.</summary>
    public void Visit(Tensor image, long n, Rng rng, NoiseAddress first, Func<int?, bool> next)
    {
        using var scope = NewDisposeScope();
        var shape = classifier.InputShape;
        var clean = image.to(classifier.Device).reshape(shape.Channels, shape.Height, shape.Width);
        int held = Held;
        for (long done = 0; done < n; done += held)
        {
            int counted = (int)Math.Min(held, n - done);
            int rows = (counted + NoisySampling.Block - 1) / NoisySampling.Block * NoisySampling.Block;
            foreach (long top in Tops(clean, rows, rng, first.Next(done)).AsSpan(0, counted))
            {
                if (!next(top < 0 ? null : (int)top))
                    return;
            }
        }
    }

    /// <summary>Each sample's class, the lowest of equals; -1 on the way from the device where a logit is not finite.</summary>
    private long[] Tops(Tensor clean, int rows, Rng rng, NoiseAddress first)
    {
        using var scope = NewDisposeScope();
        var noisy = noise.AddTo(clean, rows, rng, first);
        var logits = cat([.. Enumerable.Range(0, rows / NoisySampling.Block)
            .Select(block => classifier.Logits(noisy.narrow(0, block * NoisySampling.Block, NoisySampling.Block)))]);
        return TopVote.Classes(logits).cpu().data<long>().ToArray();
    }
}
