using System.Globalization;
using System.Text;
using Audit.Records.Diagnosis;
using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Records.Plots;

/// <summary>Robust accuracy against projected gradient by budget, one curve a diagnosis with its 95 % band. Sound gradients bring
/// every curve down to zero: one that stays up shows an attack that has nothing to follow.</summary>
public sealed record DistortionCurve(IReadOnlyList<DistortionCurve.Curve> Curves) : Figure
{
    public const string Kind = "distortion";

    /// <summary>Right end of the axis; null for the whole box.</summary>
    public double? XMax { get; init; }

    public override (int Width, int Height) Size => Look.Size(640, 0.5, 5 + 1.3 * Legend.Lines);

    private Legend Legend => new(Look, Look.Across(640), [.. Curves.Select(c => c.Name)]);

    /// <exception cref="RecordFormatException">A run is no diagnosis, or is empty.</exception>
    public static DistortionCurve Of(IReadOnlyList<StoredRun> runs) => new([.. runs.Select(run =>
    {
        var evidence = new DiagnosisEvidence(run);
        if (evidence.Images == 0)
            throw new RecordFormatException($"{run.Directory} holds no records to draw.");
        string defences = evidence.Question.Defences.Count == 0 ? "" : $", {string.Join(", ", evidence.Question.Defences)}";
        return new Curve(
            $"{run.Name} ({Legend.Data(run.Manifest.Question["data"]?.ToString(), evidence.Images)}{defences})",
            evidence.Question.Norm, evidence.Question.Epsilon, DistortionPoint.Of(evidence));
    })]);

    public override string Csv()
    {
        StringBuilder text = new("run,epsilon,robust,low,high\n");
        foreach (var curve in Curves)
        {
            foreach (var (epsilon, robust) in curve.Points)
            {
                (double low, double high) = Binomial.Interval(robust.Count, robust.Total);
                text.Append(CultureInfo.InvariantCulture,
                    $"\"{curve.Name}\",{Style.Number(epsilon)},{Style.Number(robust.Value)},"
                    + $"{Style.Number(low)},{Style.Number(high)}\n");
            }
        }
        return text.ToString();
    }

    // The last budget is the whole box, far beyond the others: a logarithmic axis, on which budget 0 stands at the left edge.
    public override string Script(string csv, string folder)
    {
        double first = Curves.Min(c => c.Points[1].Epsilon) / 2, last = XMax ?? Curves.Max(c => c.Points[^1].Epsilon);
        string Rows(int i) => $"{Curves.Take(i).Sum(c => c.Points.Count) + 1}::{Curves.Take(i + 1).Sum(c => c.Points.Count)}";
        string X = $"($2 > 0 ? $2 : {Style.Number(first)})";
        string data = Gnuplot.Quote(csv);
        return $"""
            {Style.Axes}
            {Look.TitleLine}
            {Legend.Script}
            set logscale x
            set xrange [{Style.Number(first)}:{Style.Number(last)}]
            set yrange [0:1]
            set xlabel 'budget, {Curves[0].Norm} (pixel units); left edge: no attack'
            set ylabel 'accuracy under attack'
            {string.Join("\n", Curves.Select(c => c.Epsilon).Distinct().Select(e => $"set arrow from {Style.Number(e)}, graph 0 to {Style.Number(e)}, graph 1 nohead dashtype (6,4) lw 1 lc rgb '{Style.Grey}' front"))}
            plot {string.Join(", \\\n  ", Curves.Select((_, i) => $"{data} every ::{Rows(i)} using {X}:4:5 with filledcurves fs transparent solid 0.15 noborder lc rgb '{Colour(i)}' notitle"))}, \
              {string.Join(", \\\n  ", Curves.Select((c, i) => $"{data} every ::{Rows(i)} using {X}:3 with linespoints lw 2 pt 7 ps 0.5 lc rgb '{Colour(i)}' title {Gnuplot.Quote(c.Name)}"))}
            """;
    }

    private static string Colour(int i) => Style.Palette[i % Style.Palette.Count];

    /// <param name="Name">Legend.</param>
    /// <param name="Norm">Norm of the budgets.</param>
    /// <param name="Epsilon">The budget that was asked about.</param>
    /// <param name="Points">Budgets and robust accuracies, budget 0 first.</param>
    public sealed record Curve(string Name, string Norm, double Epsilon, IReadOnlyList<DistortionPoint> Points);
}
