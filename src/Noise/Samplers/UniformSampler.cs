using static TorchSharp.torch;

namespace Audit.Noise;

/// <summary>x + lambda u, u uniform on the 2^24 odd multiples of 2^-24 in (-1, 1); product and sum each rounded to
/// float32.</summary>
public sealed unsafe class UniformSampler : NoiseSampler
{
    private readonly float lambda;

    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative or not finite.</exception>
    public UniformSampler(float lambda) => this.lambda = lambda >= 0 && float.IsFinite(lambda) ? lambda
        : throw new ArgumentOutOfRangeException(nameof(lambda),
        FormattableString.Invariant($"lambda must be finite and not negative, got {lambda}."));

    internal override void AddTo(float* x, float* destination, long count, Rng rng, NoiseAddress address, long firstElement) =>
        ScaledNoise.AddTo<CentredInterval>(x, lambda, destination, count, rng, address, NoiseKind.Uniform, firstElement);

    /// <inheritdoc/>
    public override bool OnDevice => true;

    /// <inheritdoc/>
    public override Tensor AddTo(Tensor x, int rows, Rng rng, NoiseAddress first) =>
        DeviceNoise.AddUniformTo(x, lambda, rows, rng, first);
}
