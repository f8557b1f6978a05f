namespace Audit.Bounds.Complete;

/// <summary>How long and how a complete verifier works.</summary>
public sealed record CompleteOptions
{
    /// <summary>When to give up, seconds.</summary>
    public double Seconds { get; init; } = 60;

    /// <summary>Inputs up to which the box is split, not the signs of neurons.</summary>
    public int FewInputs { get; init; } = 16;

    /// <summary>Subproblems bounded at once.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Gradient steps on slopes and multipliers of a subproblem.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Adam's step size for slopes, and for multipliers.</summary>
    public (double Slopes, double Multipliers) StepSizes { get; init; } = (0.1, 0.1);

    /// <summary>Starts of the descent that looks for a witness, for each conjunction.</summary>
    public int Starts { get; init; } = 16;

    /// <summary>Steps of it.</summary>
    public int DescentSteps { get; init; } = 60;

    /// <summary>Source of the starts.</summary>
    public int Seed { get; init; }

    /// <summary>Choices of the backward passes.</summary>
    public CrownOptions Backward { get; init; } = new();
}
