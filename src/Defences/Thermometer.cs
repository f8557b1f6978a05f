using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Writes each pixel as a column of bits: bit k is 1 where the pixel is above k / levels.</summary>
/// <param name="Levels">Bits a pixel, 2 to 256.</param>
/// <remarks>
/// Source: Buckman, Roy, Raffel and Goodfellow 2018, "Thermometer encoding"; the formula and the surrogate min(max(x - k /
/// levels, 0), 1) are those of Athalye et al. 2018, arXiv:1802.00420, section 5.1 and appendix. Channel c of the image becomes
/// channels c * levels, ..., c * levels + levels - 1 of a network trained on the code. Differs for a network of pixels, of 1 or 3
/// channels: it sees the code's mean, which is the pixel rounded up to a multiple of 1 / levels, and the surrogate is the
/// identity.
/// </remarks>
public sealed record Thermometer(int Levels = 16) : InputDefence
{
    /// <inheritdoc/>
    public override string Name => "thermometer";

    /// <inheritdoc/>
    public override string Text => $"thermometer:{Levels}";

    /// <inheritdoc/>
    public override string Surrogate => "ramps, or the identity where the code is read back into pixels";

    /// <inheritdoc/>
    public override ImageShape Outer(ImageShape inner) => Coded(inner) ? inner with { Channels = inner.Channels / Levels }
        : inner;

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, ImageShape inner, Draws draws)
    {
        using var scope = NewDisposeScope();
        var bits = Above(x).gt(0).to(x.dtype);
        return (Coded(inner) ? bits.flatten(1, 2) : bits.mean([2])).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Approximate(Tensor x, ImageShape inner)
    {
        using var scope = NewDisposeScope();
        return (Coded(inner) ? Above(x).clamp(0, 1).flatten(1, 2) : x.alias()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate()
    {
        if (Levels is < 2 or > 256)
            yield return $"levels must be 2 to 256, got {Levels}";
    }

    /// <summary>Whether the network takes the code. One of 1 or 3 channels takes pixels: three levels of a grey image look like
    /// colours.</summary>
    private bool Coded(ImageShape inner) => inner.Channels is not (1 or 3);

    /// <inheritdoc/>
    private protected override void Check(ImageShape inner)
    {
        if (Coded(inner) && inner.Channels % Levels != 0)
            throw new UsageException(
                $"--defence {Text} stands before a network of pixels (1 or 3 channels) or of the code (a multiple of {Levels} "
                + $"channels), this one takes {inner}");
    }

    /// <summary>x - k / levels for each k, [N,C,levels,H,W].</summary>
    private Tensor Above(Tensor x) => x.unsqueeze(2) - (arange(Levels, float32, x.device) / Levels).reshape(1, 1, -1, 1, 1);
}
