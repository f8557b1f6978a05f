using Audit.Noise.Lanes;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Noise;

/// <summary>Image plus noise on the grid of 8-bit images, in integers: the noise of <see cref="ExactGaussianL2"/>.</summary>
/// <remarks>The results are float32 numbers m/255 for whole m from 255 - T to T (<see cref="GridGaussian.Tail"/>). The image
/// itself must be such a number in every pixel, 0 &lt;= m &lt;= 255, as 8-bit images are.</remarks>
public sealed unsafe class GridGaussianSampler : NoiseSampler
{
    private const int ChunkLength = 4096;

    private readonly ExactGaussianL2 noise;
    private readonly GridGaussian distribution;
    private readonly float[] values;
    private readonly int lowest;

    /// <exception cref="ArgumentException">Sigma is above <see cref="ExactGaussianL2.LargestSigma"/>.</exception>
    public GridGaussianSampler(ExactGaussianL2 noise)
    {
        if (noise.Sigma > ExactGaussianL2.LargestSigma)
            throw new ArgumentException(FormattableString.Invariant(
                $"exact noise takes a sigma of at most {ExactGaussianL2.LargestSigma}, got {noise.Sigma}"), nameof(noise));
        this.noise = noise;
        distribution = GridGaussian.Of(noise.Sigma);
        lowest = GridGaussian.Levels - distribution.Tail;
        values = [.. Enumerable.Range(lowest, distribution.Tail - lowest + 1).Select(m => m / 255f)];
    }

    /// <inheritdoc/>
    public override NoiseSampler Continuous => new GaussianSampler((float)noise.Sigma);

    /// <inheritdoc/>
    public override void Check(ReadOnlySpan<float> x)
    {
        foreach (float pixel in x)
            _ = Level(pixel);
    }

    internal override void AddTo(float* x, float* destination, long count, Rng rng, NoiseAddress address, long firstElement)
    {
        uint* words = stackalloc uint[ChunkLength];
        for (long start = 0; start < count; start += ChunkLength)
        {
            int length = (int)Math.Min(ChunkLength, count - start);
            AddressedBlocks.Fill<RawWords>((float*)words, length, rng, address, NoiseKind.Grid, firstElement + start);
            for (int i = 0; i < length; i++)
            {
                int shifted = distribution.Shifted(words[i]);
                if (shifted < 0)
                    shifted = distribution.Shifted(Further(words[i], rng, address, firstElement + start + i));
                // hi = T and lo = 255 - T, and "shifted" counts from -T: k + K - lo = k + shifted - 255.
                destination[start + i] = values[Math.Clamp(Level(x[start + i]) + shifted - GridGaussian.Levels, 0,
                    values.Length - 1)];
            }
        }
    }

    /// <summary>The element's whole random number, where its first word does not decide.</summary>
    private static UInt128 Further(uint first, Rng rng, NoiseAddress address, long element)
    {
        var kind = (NoiseKind)((int)NoiseKind.GridFurther + (int)(element % 4));
        var (second, third, fourth, _) = Philox4x32.Block(rng.Key, (uint)(element / 4), address.Word1, address.Word2,
            address.Word3(kind));
        return new UInt128(((ulong)first << 32) | second, ((ulong)third << 32) | fourth);
    }

    /// <summary>k, for a pixel of k/255.</summary>
    private int Level(float pixel)
    {
        int level = (int)(pixel * 255 + 0.5f);
        return (uint)level <= GridGaussian.Levels && values[level - lowest] == pixel ? level
            : throw new ArgumentException(FormattableString.Invariant(
            $"exact noise takes images on the grid of 8 bits, pixels k/255; got {pixel}"));
    }

    /// <inheritdoc/>
    /// <remarks>The values are exactly the grid's, also where gradients are recorded: x is added and taken away again.</remarks>
    public override Tensor AddToEach(Tensor x, Rng rng, NoiseAddress[] addresses)
    {
        using var scope = NewDisposeScope();
        var noisy = x.detach().cpu().contiguous().clone();
        fixed (byte* memory = noisy.bytes)
            NoiseBatch.AddToEach(this, (float*)memory, (float*)memory, x.numel() / Math.Max(1, addresses.Length), rng, addresses);
        return (noisy.to(x.device) + (x - x.detach())).MoveToOuterDisposeScope();
    }
}
