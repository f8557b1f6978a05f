using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Records.Tables.TableOptions>;

namespace Audit.Records.Tables;

/// <summary>Which table, and what it is asked.</summary>
public sealed record TableOptions
{
    /// <summary>A name out of <see cref="TableCatalog.Names"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Radii to show; null for what was decided, else steps of 0.25.</summary>
    public IReadOnlyList<double>? Radii { get; init; }

    /// <summary>Probability with which any certificate that is counted may be wrong; null for each certificate's own.</summary>
    public double? Simultaneous { get; init; }

    /// <summary>Confidence of each statement.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Thresholds of spoof-outcomes.</summary>
    public SpoofThresholds Thresholds { get; init; } = new();

    /// <summary>The options as users give them.</summary>
    public static IReadOnlyList<Setting<TableOptions>> Settings { get; } =
    [
        Declare.WordOrNone("kind", TableCatalog.Described, o => o.Kind, (o, v) => o with { Kind = v },
            TableCatalog.Names) with { Default = "by what the runs hold" },
        Declare.Reals("radii", "Radii to show, such as 0,0.25,0.5", o => o.Radii, (o, v) => o with { Radii = v },
            Limits.NotNegative, "numbers of at least 0") with
        {
            For = Takes("radii"),
            Default = "what was decided, else steps of 0.25",
            TakesWords = true,
        },
        Declare.Real("simultaneous",
            "Count only what is certified for all images at once, any wrongly with at most this probability (Holm)", o =>
            o.Simultaneous,
            (o, v) => o with { Simultaneous = v }, Limits.Probability) with
        { For = Takes("simultaneous") },
        Declare.Real("confidence", "Confidence of each statement of a dataset table", o => o.Confidence, (o, v) =>
            o with { Confidence = v }, Limits.Probability) with { For = Takes("confidence") },
        .. SpoofThresholds.Settings.Within<TableOptions, SpoofThresholds>(o => o.Thresholds, (o, v) => o with { Thresholds = v })
            .Select(s => s with { For = Takes("thresholds") }),
    ];

    private static Scope<TableOptions> Takes(string setting)
    {
        string[] kinds = [.. TableCatalog.Known.Where(k => k.Takes.Contains(setting)).Select(k => k.Name)];
        return new(o => kinds.Contains(o.Kind), $"--kind {string.Join(", ", kinds)}");
    }
}
