using static TorchSharp.torch;

namespace Audit.Noise;

/// <summary>x + sigma z, product and sum each rounded to float32.</summary>
public sealed unsafe class GaussianSampler : NoiseSampler
{
    private readonly float sigma;

    /// <exception cref="ArgumentOutOfRangeException">Sigma is negative or not finite.</exception>
    public GaussianSampler(float sigma)
    {
        GaussianNoise.CheckSigma(sigma);
        this.sigma = sigma;
    }

    internal override void AddTo(float* x, float* destination, long count, Rng rng, NoiseAddress address, long firstElement) =>
        GaussianNoise.AddTo(x, sigma, destination, count, rng, address, firstElement);

    /// <inheritdoc/>
    public override bool OnDevice => true;

    /// <inheritdoc/>
    public override Tensor AddTo(Tensor x, int rows, Rng rng, NoiseAddress first) =>
        DeviceNoise.AddTo(x, sigma, rows, rng, first);
}
