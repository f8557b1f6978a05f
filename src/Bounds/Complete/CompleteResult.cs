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
/// <param name="Gap">The smallest lower bound of what was to be shown above 0: of all parts where they are excluded, of the open
/// ones where time ran out (at most 0); 0 where there is a witness.</param>
public sealed record CompleteResult(CompleteVerdict Verdict, double[]? Witness, long Subproblems, double Gap = 0);
