using Audit.Inputs;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>The figures by name.</summary>
public static class FigureCatalog
{
    /// <summary>Every kind of figure. A new one is a new line here.</summary>
    public static IReadOnlyList<FigureKind> Known { get; } =
    [
        new(RadiusHistogram.Kind, "", runs => RadiusHistogram.Of(runs[0])),
        new(CertifiedAccuracyCurve.Kind, "", CertifiedAccuracyCurve.Of) { Several = true },
        new(RadiusScatter.Kind, "", runs => RadiusScatter.Of(runs[0])),
        new(AscentTrace.Kind, "terms of the objective by step, of spoof --trace", runs => AscentTrace.Of(runs[0])),
        new(ImageGrid.Kind, "", runs => ImageGrid.Of(runs[0])),
        new(DistortionCurve.Kind, "robust accuracy by budget, of diagnose", DistortionCurve.Of) { Several = true },
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>All names with a few words each.</summary>
    public static string Described => $"{string.Join(", ", Known.SkipLast(1).Select(Describe))} or {Describe(Known[^1])}";

    /// <summary>A figure of runs.</summary>
    /// <exception cref="UsageException">There is no such figure, or it does not show that many runs.</exception>
    public static Figure Of(IReadOnlyList<StoredRun> runs, string name)
    {
        var kind = Known.FirstOrDefault(k => k.Name == name)
            ?? throw new UsageException($"--kind must be one of {string.Join(", ", Names)}; got {Shown.Name(name)}");
        return kind.Several || runs.Count == 1 ? UnfinishedFigure.Mark(kind.Of(runs), runs)
            : throw new UsageException($"--kind {name} draws one run, got {runs.Count}");
    }

    private static string Describe(FigureKind kind) => kind.About.Length == 0 ? kind.Name : $"{kind.Name} ({kind.About})";
}
