using Audit.Networks.Inference;

namespace Audit.Networks.Probing;

/// <summary>How a model is probed.</summary>
/// <param name="Tolerance">Difference of logits, relative to their spread, that rounding may explain: a batch of another size may
/// be summed in another order.</param>
public sealed record ProbeOptions(double Tolerance)
{
    /// <summary>How often a few images are shown again in the end: what a black box does only now and then shows then. What is
    /// read as layers keeps no state.</summary>
    public int Repeats { get; init; }

    /// <summary>The repeats of a black box.</summary>
    public ProbeOptions ForBlackBox => this with { Repeats = 24 };

    /// <summary>For float32; measured differences between batch sizes are some 1e-6.</summary>
    public static ProbeOptions Default { get; } = new(1e-3);

    /// <summary>For networks whose layers round to 8 or 11 significant bits.</summary>
    public static ProbeOptions Rounded { get; } = new(0.05);

    /// <summary>The options for an arithmetic.</summary>
    public static ProbeOptions For(Precision precision) => precision == Precision.Float32 ? Default : Rounded;
}
