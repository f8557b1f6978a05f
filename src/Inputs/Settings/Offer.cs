namespace Audit.Inputs.Settings;

/// <summary>A setting as a command offers it.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Default">What it is where it is not given; null where that is nothing, or depends on the rest.</param>
public sealed record Offer(Setting Setting, string? Default)
{
    /// <summary>Heading under which --help shows it; null for that of its mode.</summary>
    public string? Title { get; init; }

    /// <summary>The settings that users can give, with their defaults.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="start">The options where nothing is given.</param>
    public static IReadOnlyList<Offer> Of<T>(IEnumerable<Setting<T>> settings, T start) =>
        [.. settings.Where(s => s.IsOffered).Select(s => new Offer(s, s.IsNeeded || s.IsFlag || s.Default is not null
            || s.Show(start) is "" or "NaN" ? null : s.Show(start)))];
}
