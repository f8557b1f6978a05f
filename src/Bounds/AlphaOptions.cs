namespace Audit.Bounds;

/// <summary>How lower slopes are optimised. Defaults: fewer steps than the paper's 100, at its Adam step size and
/// decay.</summary>
public sealed record AlphaOptions
{
    /// <summary>Gradient steps.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Adam's step size at the start.</summary>
    public double StepSize { get; init; } = 0.1;

    /// <summary>Factor of the step size after each step.</summary>
    public double Decay { get; init; } = 0.98;
}
