using Audit.Inputs;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>The figures by name.</summary>
public static class FigureCatalog
{
    /// <summary>Every kind of figure. A new one is a new line here.</summary>
    public static IReadOnlyList<FigureKind> Known { get; } =
    [
        new(RadiusHistogram.Kind, "radii, margins, or sizes of an attack's changes", (runs, o) =>
            RadiusHistogram.Of(runs[0]) with { XMax = o.XMax }) { Takes = ["xmax"] },
        new(CertifiedAccuracyCurve.Kind, "by radius", (runs, o) => CertifiedAccuracyCurve.Of(runs, o.Reference) with
        {
            XMax = o.XMax,
        })
        { Several = true, Takes = ["xmax", "reference"] },
        new(AttackCurve.Kind, "accuracy under attack by size of the change", (runs, o) => AttackCurve.Of(runs) with
        {
            XMax = o.XMax,
        })
        { Several = true, Takes = ["xmax"] },
        new(RadiusScatter.Kind, "natural against spoofed", (runs, _) => RadiusScatter.Of(runs[0])),
        new(AscentTrace.Kind, "terms of the objective by step, of spoof --trace", (runs, o) =>
            AscentTrace.Of(ShownImages.Of(runs[0], o))) { Takes = ["images"] },
        new(ImageGrid.Kind, "clean and spoofed images", (runs, o) => ImageGrid.Of(ShownImages.Of(runs[0], o),
            chosen: o.Images is not null || o.Only is not null)) { Takes = ["images"] },
        new(DistortionCurve.Kind, "robust accuracy by budget, of diagnose", (runs, o) => DistortionCurve.Of(runs) with
        {
            XMax = o.XMax,
        })
        { Several = true, Takes = ["xmax"] },
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>All names with a few words each.</summary>
    public static string Described => $"{string.Join(", ", Known.SkipLast(1).Select(Describe))} or {Describe(Known[^1])}";

    /// <summary>A figure of runs as it is drawn by default.</summary>
    /// <exception cref="UsageException">There is no such figure, or it does not show that many runs.</exception>
    public static Figure Of(IReadOnlyList<StoredRun> runs, string name) => Of(runs, new FigureOptions { Kind = name });

    /// <summary>A figure of runs.</summary>
    /// <exception cref="UsageException">There is no such figure, or it does not show that many runs.</exception>
    public static Figure Of(IReadOnlyList<StoredRun> runs, FigureOptions options)
    {
        var kind = Known.FirstOrDefault(k => k.Name == options.Kind)
            ?? throw new UsageException($"--kind must be one of {string.Join(", ", Names)}; got {Shown.Name(options.Kind)}");
        return kind.Several || runs.Count == 1
            ? UnfinishedFigure.Mark(kind.Of(runs, options) with { Look = options.Look }, runs)
            : throw new UsageException($"--kind {options.Kind} draws one run, got {runs.Count}");
    }

    private static string Describe(FigureKind kind) => $"{kind.Name} ({kind.About})";
}
