namespace Audit.Studies.Repeating;

/// <summary>What became of a run that was repeated.</summary>
/// <param name="Name">The run.</param>
/// <param name="Key">Its key.</param>
/// <param name="Compared">Records that were made again and compared.</param>
/// <param name="Recorded">Records that the run has.</param>
/// <param name="Differences">Of each record that came out otherwise: its index, and in what.</param>
/// <param name="Problem">Why it could not be repeated; null where it was.</param>
/// <param name="Elsewhere">What else is not as it was then: commit, libtorch, device; no difference of results.</param>
public sealed record RepeatedRun(string Name, string Key, int Compared, int Recorded,
    IReadOnlyList<(int Index, string Fields)> Differences, string? Problem, IReadOnlyList<string> Elsewhere)
{
    /// <summary>Whether every compared record is the same, byte for byte.</summary>
    public bool IsSame => Problem is null && Differences.Count == 0;
}
