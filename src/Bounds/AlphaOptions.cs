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

    /// <summary>Says what is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (Steps is < 1 or > 10_000)
            yield return $"the steps of alpha-crown must be 1 to 10000, got {Steps}";
        if (!(StepSize > 0) || double.IsInfinity(StepSize))
            yield return FormattableString.Invariant($"the step size of alpha-crown must be above 0, got {StepSize}");
        if (!(Decay is > 0 and <= 1))
            yield return FormattableString.Invariant($"the decay of alpha-crown must be in (0,1], got {Decay}");
    }
}
