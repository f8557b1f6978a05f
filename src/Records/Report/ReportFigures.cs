using Audit.Records.Items;
using Audit.Records.Plots;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Records.Report;

/// <summary>The figures of a report: the program's own, drawn as SVG and put into the page.</summary>
/// <param name="draw">Draws a figure into a file.</param>
/// <param name="warn">Told what could not be drawn.</param>
internal sealed class ReportFigures(Action<Figure, string> draw, Action<string> warn)
{
    private int drawn;

    /// <summary>A figure that may be drawn: its caption, its file's name and how it is made.</summary>
    private sealed record Wanted(string Title, string Name, Func<Figure> Make, IReadOnlyList<StoredRun> Runs);

    /// <summary>Writes all figures that the runs allow, with buttons that show one or all of them.</summary>
    public void Write(Html page, IReadOnlyList<StoredRun> runs)
    {
        var figures = new List<(Wanted Wanted, string Markup)>();
        foreach (var wanted in Of(runs))
        {
            if (Draw(wanted) is { } markup)
                figures.Add((wanted, markup));
        }
        if (figures.Count == 0)
        {
            page.Element("p", "No figure was drawn.", ("class", "soft"));
            return;
        }
        page.Open("div", ("class", "switched")).Open("div", ("class", "switch"));
        page.Element("button", "All", ("type", "button"), ("aria-pressed", "true"));
        foreach (var (wanted, _) in figures)
            page.Element("button", wanted.Title, ("type", "button"), ("aria-pressed", "false"));
        page.Close().Open("div", ("class", "figures"));
        foreach (var (wanted, markup) in figures)
        {
            page.Open("figure").Raw(markup).Element("figcaption", wanted.Title).Open("div", ("class", "tools"))
                .Element("button", "Larger", ("type", "button"), ("class", "zoom"))
                .Element("button", "Save SVG", ("type", "button"), ("class", "save"), ("data-name", $"{wanted.Name}.svg"))
                .Close().Close();
        }
        page.Close().Close();
    }

    private static IEnumerable<Wanted> Of(IReadOnlyList<StoredRun> runs)
    {
        StoredRun[] filled = [.. runs.Where(run => run.Records.Count > 0)];
        StoredRun[] radii = [.. filled.Where(HasRadii)];
        foreach (var group in radii.GroupBy(Norm))
            yield return new($"Certified accuracy by {group.Key} radius", $"certified-accuracy-{group.Key}",
                () => CertifiedAccuracyCurve.Of([.. group]), [.. group]);
        foreach (var run in radii)
            yield return new($"Certified radii, {RunCells.Name(run)}", "radii", () => RadiusHistogram.Of(run), [run]);
        foreach (var run in filled.Where(run => run.Records[0] is ISpoof && run.Spoofs().Any(IsDrawn)))
        {
            yield return new($"Natural and spoofed certificates, {RunCells.Name(run)}", "spoofed-radii",
                () => RadiusHistogram.Of(run), [run]);
            yield return new($"Natural against spoofed, {RunCells.Name(run)}", "scatter", () => RadiusScatter.Of(run), [run]);
        }
        foreach (var run in filled.Where(run => run.Manifest.Command == "diagnose"))
            yield return new($"Robust accuracy by budget, {RunCells.Name(run)}", "distortion", () => DistortionCurve.Of([run]),
                [run]);
    }

    /// <summary>Whether there is anything to draw of a spoof: a certificate on either side.</summary>
    private static bool IsDrawn(ISpoof spoof) => spoof.NaturalSide.IsCertified || spoof.SpoofSide.IsCertified;

    /// <summary>Whether a run's certificates have radii of their own: not where one size was asked about.</summary>
    private static bool HasRadii(StoredRun run) => run.Records.All(r => r is CertifyRecord)
        || (run.Records.All(r => r is BoundRecord) && run.Records.OfType<BoundRecord>().All(r => r.Epsilon is null)
            && run.Records.OfType<BoundRecord>().Any(r => r.Radius > 0));

    private static string Norm(StoredRun run) => run.Records[0] is CertifyRecord votes
        ? Certificates.Norms.Title(votes.Model.Norm)
        : Certificates.Norms.Title(Certificates.Norms.Of(((BoundRecord)run.Records[0]).Norm));

    private string? Draw(Wanted wanted)
    {
        string folder = Directory.CreateTempSubdirectory("audit-report").FullName;
        try
        {
            string file = Path.Combine(folder, "figure.svg");
            draw(UnfinishedFigure.Mark(wanted.Make(), wanted.Runs), file);
            return InlineSvg.Clean(File.ReadAllText(file), wanted.Title, $"f{++drawn}-");
        }
        catch (Exception e) when (e is PlotException or RecordFormatException)
        {
            warn($"{wanted.Title}: not drawn: {e.Message}");
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
