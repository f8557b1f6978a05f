using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>Accuracy under attack by size of the change, one curve a run with its 95 % band: the share of images that are right
/// and for which no change up to that size was found. An upper bound of robust accuracy, as any attack's result is.</summary>
/// <param name="Curves">One a run.</param>
/// <param name="Norm">What sizes are measured in.</param>
public sealed record AttackCurve(IReadOnlyList<AttackCurve.Curve> Curves, string Norm) : Figure
{
    public const string Kind = "attack-curve";

    /// <summary>Right end of the axis; null for what the data need.</summary>
    public double? XMax { get; init; }

    public override (int Width, int Height) Size => Look.Size(640, 0.5, 5 + 1.3 * Legend.Lines);

    private Legend Legend => new(Look, Look.Across(640), Names);

    private string[] Names => [.. Curves.Select(c => c.Name)];

    private double Largest => XMax ?? Curves.Max(c => c.Sizes.Append(c.Epsilon ?? 0).Max()) switch
    {
        > 0 and var most => most * 1.05,
        _ => 1,
    };

    /// <exception cref="RecordFormatException">A run is empty or no attack, or the runs measure changes differently.</exception>
    public static AttackCurve Of(IReadOnlyList<StoredRun> runs)
    {
        if (runs.FirstOrDefault(run => run.Records.Count == 0) is { } empty)
            throw new RecordFormatException($"{empty.Directory} holds no records to draw.");
        Norm[] norms = [.. runs.SelectMany(run => run.Of<AttackRecord>().Select(r => r.Norm)).Distinct()];
        return norms.Length == 1 ? new([.. runs.Select(OfRun)], norms[0].Title())
            : throw new RecordFormatException($"{norms[0].Title()} and {norms[1].Title()} changes cannot share a figure: "
                + "draw the runs apart.");
    }

    private static Curve OfRun(StoredRun run)
    {
        IReadOnlyList<AttackRecord> records = run.Of<AttackRecord>();
        return new($"{run.Name} ({records[0].Attack}, {Legend.Data(run.Manifest.Question["data"]?.ToString(), records.Count)})",
            records.Count, records.Count(r => r.CleanCorrect),
            [.. records.Where(r => r is { CleanCorrect: true, Success: true }).Select(r => r.Size)], records[0].Epsilon);
    }

    public override string Csv() => ShareCurves.Csv("size", Names, Largest, (i, size) =>
        ShareCurves.Cells(Curves[i].Right - Curves[i].Sizes.Count(s => s <= size), Curves[i].Images));

    public override string Script(string csv, string folder) => $"""
        {Style.Axes}
        {Look.TitleLine}
        {Legend.Script}
        set xrange [0:{Style.Number(Largest)}]
        set yrange [0:1]
        set xlabel 'size of the change, {Norm} (pixel units)'
        set ylabel 'accuracy under attack'
        plot {string.Join(", \\\n  ", ShareCurves.Parts(csv, Names))}
        """;

    /// <param name="Name">Legend.</param>
    /// <param name="Images">All images of the run.</param>
    /// <param name="Right">Those that are right as they are.</param>
    /// <param name="Sizes">Sizes of the changes that succeeded.</param>
    /// <param name="Epsilon">Budget; null where there was none.</param>
    public sealed record Curve(string Name, int Images, int Right, double[] Sizes, double? Epsilon);
}
