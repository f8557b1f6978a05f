namespace Audit.Studies.Reviewing;

/// <summary>A study of a review: what it is asked, on how many images, and how long that takes.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Command">certify, spoof, attack or diagnose.</param>
/// <param name="Options">The options of that command, without model, data, images and folder.</param>
/// <param name="Skip">Every Skip-th image is taken: a power of two, so that sets of images lie inside one another.</param>
/// <param name="Images">How many that are.</param>
/// <param name="Seconds">Estimate of the whole.</param>
/// <param name="LeftOut">Why it is not run; null where it is.</param>
public sealed record PlannedStep(string Name, string Command, IReadOnlyDictionary<string, string> Options, int Skip, int Images,
    double Seconds, string? LeftOut = null)
{
    /// <summary>Certify run whose certificates are cross-examined, by its folder's name; null for none.</summary>
    public string? Examines { get; init; }
}
