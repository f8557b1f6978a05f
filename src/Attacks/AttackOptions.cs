using System.Globalization;
using Audit.Records.Certificates;

namespace Audit.Attacks;

/// <summary>Which attack, and whatever is to differ from its own defaults.</summary>
public sealed record AttackOptions
{
    /// <summary>Name; one of <see cref="AttackCatalog.Known"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Norm of the perturbations.</summary>
    public Norm Norm { get; init; } = Norm.Linf;

    /// <summary>Steps of a gradient attack; iterations of a decision-based one.</summary>
    public int? Steps { get; init; }

    /// <summary>Length of a step in units of epsilon.</summary>
    public double? StepSize { get; init; }

    /// <summary>Random restarts, the first run included.</summary>
    public int? Restarts { get; init; }

    /// <summary>Decay of the momentum.</summary>
    public double? Decay { get; init; }

    /// <summary>ce, margin or dlr.</summary>
    public string? Loss { get; init; }

    /// <summary>Queries an image, of attacks without gradients.</summary>
    public int? Queries { get; init; }

    /// <summary>Wrong classes a sweep aims at, the most likely first.</summary>
    public int? Classes { get; init; }

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        if (AttackCatalog.Known.FirstOrDefault(k => k.Name == Name) is not { } entry)
        {
            yield return $"expected an attack out of {string.Join(", ", AttackCatalog.Known.Select(k => k.Name))}, got '{Name}'";
            yield break;
        }
        if (!entry.Norms.Contains(Norm))
            yield return $"{Name} works in {string.Join(", ", entry.Norms.Select(n => n.ToString().ToLowerInvariant()))}, got {Norm.ToString().ToLowerInvariant()}";
        if (Steps is < 1 or > 1_000_000)
            yield return $"steps must be 1 to 1000000, got {Steps}";
        if (StepSize is { } size && !(size > 0 && double.IsFinite(size)))
            yield return Line($"step-size must be a number above 0 (in units of epsilon), got {size}");
        if (Restarts is < 1 or > 1_000_000)
            yield return $"restarts must be 1 to 1000000, got {Restarts}";
        if (Decay is { } decay && !(decay >= 0 && double.IsFinite(decay)))
            yield return Line($"decay must be a number not below 0, got {decay}");
        if (Loss is not (null or "ce" or "margin" or "dlr"))
            yield return $"loss must be ce, margin or dlr, got '{Loss}'";
        if (Queries is < 1 or > 100_000_000)
            yield return $"queries must be 1 to 100000000, got {Queries}";
        if (Classes is < 1)
            yield return $"the classes of a sweep must be at least 1, got {Classes}";
        foreach (string setting in Given().Where(setting => !entry.Settings.Contains(setting)))
            yield return $"{Name} has no {setting}{(entry.Settings.Count > 0 ? $": it takes {string.Join(", ", entry.Settings)}" : "")}";
    }

    /// <summary>The settings that were given, by the names that the command line uses.</summary>
    private IEnumerable<string> Given()
    {
        foreach (var (name, value) in ((string, object?)[])[("steps", Steps), ("step-size", StepSize), ("restarts", Restarts), ("decay", Decay), ("loss", Loss),
            ("queries", Queries), ("classes", Classes)])
        {
            if (value is not null)
                yield return name;
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
