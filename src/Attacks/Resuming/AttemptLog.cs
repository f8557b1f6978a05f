namespace Audit.Attacks;

/// <summary>Where attacks that consist of attempts (members, restarts, classes) note what is settled after each.</summary>
/// <remarks>Attempts may consist of attempts: a level for each depth, the outermost first. A level without a note is in its first
/// attempt, of which deeper ones may have notes.</remarks>
/// <param name="before">The levels of a process that ended; none for a fresh start.</param>
/// <param name="write">Keeps the levels.</param>
public sealed class AttemptLog(IReadOnlyList<SettledAttempts?> before, Action<IReadOnlyList<SettledAttempts?>> write)
{
    private readonly List<SettledAttempts?> levels = [.. before];

    /// <summary>Where the attempts of a level go on; null at their beginning.</summary>
    /// <param name="depth">The level.</param>
    /// <param name="of">Whose attempts.</param>
    internal SettledAttempts? Resume(int depth, string of)
    {
        if (depth >= levels.Count || levels[depth] is not { } there)
            return null;
        if (there.Of == of)
            return there;
        levels.RemoveRange(depth, levels.Count - depth);
        return null;
    }

    /// <summary>An attempt is over; what its own attempts noted is forgotten.</summary>
    internal void Note(int depth, SettledAttempts now)
    {
        if (levels.Count > depth)
            levels.RemoveRange(depth, levels.Count - depth);
        while (levels.Count < depth)
            levels.Add(null);
        levels.Add(now);
        write(levels);
    }
}
