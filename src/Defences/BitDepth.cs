using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Rounds pixels to 2^bits levels.</summary>
/// <param name="Bits">Bits per channel, 1 to 8.</param>
/// <remarks>Source: Xu, Evans and Qi 2018, "Feature squeezing", arXiv:1704.01155, section 2.2; Guo et al. 2018, arXiv:1711.00117
/// (3 bits).</remarks>
public sealed record BitDepth(int Bits = 3) : InputDefence
{
    /// <inheritdoc/>
    public override string Name => "bits";

    /// <inheritdoc/>
    public override string Text => $"bits:{Bits}";

    /// <inheritdoc/>
    public override string Surrogate => "identity";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, ImageShape inner, Draws draws)
    {
        using var scope = NewDisposeScope();
        int top = (1 << Bits) - 1;
        return ((x * top).round() / top).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate()
    {
        if (Bits is < 1 or > 8)
            yield return $"bits must be 1 to 8, got {Bits}";
    }
}
