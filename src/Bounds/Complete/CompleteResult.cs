namespace Audit.Bounds.Complete;

/// <summary>How a verification ended.</summary>
public enum CompleteVerdict
{
    /// <summary>No input of the box is unsafe: shown in sound arithmetic.</summary>
    Holds,

    /// <summary>Some input is: a witness is there.</summary>
    Violated,

    /// <summary>Time ran out, or nothing was left to split.</summary>
    Unknown,
}

/// <summary>What a verification found.</summary>
/// <param name="Verdict">How it ended.</param>
/// <param name="Witness">An unsafe input, as the graph takes images; null where none was found.</param>
/// <param name="Subproblems">Bounded in all.</param>
/// <param name="Gap">How far the worst open subproblem is from being excluded, at most 0; 0 where none is open.</param>
public sealed record CompleteResult(CompleteVerdict Verdict, double[]? Witness, long Subproblems, double Gap = 0);
