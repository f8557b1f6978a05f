using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Noise;

/// <summary>Noise of one distribution and scale as a function of source and address: the half of a <see cref="NoiseModel"/> that
/// draws.</summary>
public abstract class NoiseSampler
{
    /// <summary>destination = x + noise: elements firstElement, firstElement + 1, ... of the sample at the address. May overwrite
    /// x itself.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or the noise cannot be added to these values.</exception>
    public unsafe void AddTo(ReadOnlySpan<float> x, Span<float> destination, Rng rng, NoiseAddress address, long firstElement = 0)
    {
        if (x.Length != destination.Length)
            throw new ArgumentException(FormattableString.Invariant(
                $"destination must be as long as x = {x.Length}, got {destination.Length}."), nameof(destination));
        NoiseAddress.CheckElements(firstElement, x.Length);
        Check(x);
        fixed (float* from = x, to = destination)
            AddTo(from, to, x.Length, rng, address, firstElement);
    }

    /// <summary>Refuses values that this noise cannot be added to.</summary>
    /// <exception cref="ArgumentException">One of them is such a value.</exception>
    public virtual void Check(ReadOnlySpan<float> x)
    {
    }

    /// <summary>As above on raw memory; the caller has checked.</summary>
    internal abstract unsafe void AddTo(float* x, float* destination, long count, Rng rng, NoiseAddress address,
        long firstElement);

    /// <summary>Row r = row r of x + noise at <paramref name="addresses"/>[r]; differentiable in x.</summary>
    /// <param name="x">[N,...], on any device.</param>
    public virtual unsafe Tensor AddToEach(Tensor x, Rng rng, NoiseAddress[] addresses)
    {
        using var scope = NewDisposeScope();
        var noise = zeros(x.shape);
        fixed (byte* memory = noise.bytes)
            NoiseBatch.AddToEach(this, (float*)memory, (float*)memory, x.numel() / Math.Max(1, addresses.Length), rng, addresses);
        return (x + noise.to(x.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Whether <see cref="AddTo(Tensor, int, Rng, NoiseAddress)"/> makes the same bits where the image is.</summary>
    public virtual bool OnDevice => false;

    /// <summary>Row r = x + noise of sample first + r, made on x's device.</summary>
    /// <param name="x">[C,H,W].</param>
    /// <returns>[rows,C,H,W].</returns>
    public virtual Tensor AddTo(Tensor x, int rows, Rng rng, NoiseAddress first) =>
        throw new NotSupportedException($"{GetType().Name} makes its noise on the CPU");

    /// <summary>Noise as near to this as makes no difference to a gradient, that can be added to any values: what an attack
    /// averages over.</summary>
    public virtual NoiseSampler Continuous => this;
}
