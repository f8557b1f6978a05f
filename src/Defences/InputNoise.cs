using System.Globalization;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Adds Gaussian noise to the image, once a prediction. Without a vote over many draws this certifies nothing.</summary>
/// <param name="Sigma">Standard deviation, pixel units.</param>
/// <remarks>Source: Cohen et al. 2019, arXiv:1902.02918, whose smoothing is the sound form. Gradients are exact; they are of one
/// draw.</remarks>
public sealed record InputNoise(double Sigma = 0.1) : InputDefence
{
    /// <inheritdoc/>
    public override string Name => "noise";

    /// <inheritdoc/>
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"noise:{Sigma}");

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, ImageShape inner, Draws draws)
    {
        using var scope = NewDisposeScope();
        return new GaussianSampler((float)Sigma).AddToEach(x, draws.Rng, draws.Addresses).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate()
    {
        if (!(Sigma > 0 && Sigma <= 10))
            yield return string.Create(CultureInfo.InvariantCulture, $"sigma must be above 0 and at most 10, got {Sigma}");
    }
}
