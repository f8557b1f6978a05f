namespace Audit.Certify;

/// <summary>How often a classifier gave each class under noise.</summary>
/// <param name="PerClass">Votes, [classes].</param>
/// <param name="NonFinite">Samples whose logits held a NaN or an infinity; they vote for no class.</param>
public sealed record VoteCounts(IReadOnlyList<long> PerClass, long NonFinite)
{
    /// <summary>The class with most votes, the lowest of equals.</summary>
    public int Top => Enumerable.Range(0, PerClass.Count).MaxBy(c => PerClass[c]);
}
