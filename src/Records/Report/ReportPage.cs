using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Records.Diagnosis;
using Audit.Records.Items;
using Audit.Records.Plots;
using Audit.Records.Review;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Records.Report;

/// <summary>Runs as one page that holds everything: no other file, nothing from elsewhere, nothing that a name in a file could
/// make of it.</summary>
/// <param name="draw">Draws a figure into a file; the extension chooses the format.</param>
/// <param name="warn">Told what could not be shown.</param>
public sealed class ReportPage(Action<Figure, string> draw, Action<string> warn)
{
    private static readonly (string Id, string Title)[] Sections =
    [
        ("audited", "What was audited"), ("verdict", "Verdict"), ("certificates", "Certificates"), ("spoofs", "Spoofs"),
        ("attacks", "Attacks"), ("pairs", "Certificate against attack"), ("diagnosis", "Diagnosis"), ("figures", "Figures"),
        ("pitfalls", "Pitfalls"), ("rerun", "Run it again"), ("settings", "Every setting"), ("glossary", "Glossary"),
    ];

    private int tables;

    /// <summary>The page.</summary>
    /// <param name="runs">The runs; of several models, each has its own part.</param>
    /// <param name="claim">What is claimed; null for nothing.</param>
    /// <param name="leftOut">Steps that were not carried out.</param>
    public string Render(IReadOnlyList<StoredRun> runs, Claim? claim = null, params IReadOnlyList<LeftOut> leftOut)
    {
        var models = VictimRuns.ByModel(runs);
        var verdicts = models.Select(model => (Runs: model, Verdict: ReviewVerdict.Of(claim, model, leftOut))).ToList();
        Html page = new();
        string title = $"Audit of {string.Join(", ", models.Select(ModelName).Distinct())}";
        Head(page, title);
        page.Open("body").Element("h1", title);
        page.Element("p", $"{runs.Count} runs. One file, no network; every number follows from the stored records.",
            ("class", "soft"));
        foreach (var (model, verdict) in verdicts)
            Headline(page, verdicts.Count > 1 ? ModelName(model) : null, verdict);
        page.Open("nav").Open("ul");
        foreach (var (id, name) in Sections)
            page.Open("li").Element("a", name, ("href", $"#{id}")).Close();
        page.Close().Close();
        for (int k = 0; k < Sections.Length; k++)
        {
            page.Open("section").Element("h2", Sections[k].Title, ("id", Sections[k].Id));
            foreach (var (model, verdict) in verdicts)
            {
                if (verdicts.Count > 1 && k < Sections.Length - 1)
                    page.Element("h3", ModelName(model));
                Section(page, Sections[k].Id, model, verdict);
                if (Sections[k].Id == "glossary")
                    break;
            }
            page.Close();
        }
        page.Open("script").Raw(ReportAsset.Script.Text).Close();
        ReportData.Write(page, runs);
        page.Close().Raw("</html>\n");
        return page.ToString();
    }

    private static void Head(Html page, string title)
    {
        page.Raw("<!DOCTYPE html>\n<html lang=\"en\">\n").Open("head").Void("meta", ("charset", "utf-8"))
            .Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; img-src data:; style-src "
                + $"{ReportAsset.Style.Hash}; script-src {ReportAsset.Script.Hash}; base-uri 'none'; form-action 'none'"))
            .Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Void("meta", ("name", "referrer"), ("content", "no-referrer"))
            .Element("title", title).Open("style").Raw(ReportAsset.Style.Text).Close().Close();
    }

    private static void Headline(Html page, string? model, ReviewVerdict verdict) =>
        page.Open("div", ("class", $"verdict {Class(verdict.Overall)}"), ("role", "status"))
            .Element("strong", verdict.Headline).Element("p", model is null ? Shortly(verdict) : $"{model}: {Shortly(verdict)}")
            .Close();

    private static string Shortly(ReviewVerdict verdict) => string.Join("; ",
        verdict.Clauses.Select(c => $"{c.Name}: {c.Standing.Name()}"));

    private void Section(Html page, string id, IReadOnlyList<StoredRun> runs, ReviewVerdict verdict)
    {
        switch (id)
        {
            case "audited":
                Audited(page, runs);
                break;
            case "verdict":
                Clauses(page, verdict);
                break;
            case "certificates":
                Certificates(page, runs);
                break;
            case "spoofs":
                Spoofs(page, runs);
                break;
            case "attacks":
                Attacks(page, runs);
                break;
            case "pairs":
                Pairs(page, runs);
                break;
            case "diagnosis":
                Diagnoses(page, runs);
                break;
            case "figures":
                new ReportFigures(draw, warn).Write(page, runs);
                break;
            case "pitfalls":
                Write(page, PitfallList.Table(PitfallList.Of(verdict, runs)));
                break;
            case "rerun":
                Rerun(page, runs);
                break;
            case "settings":
                Write(page, SettingsTable.Of(runs));
                break;
            default:
                page.Open("dl");
                foreach (var (term, meaning) in Glossary.Terms)
                    page.Element("dt", term).Element("dd", meaning);
                page.Close();
                break;
        }
    }

    private void Write(Html page, Table table) => HtmlTable.Write(page, table, $"t{++tables}");

    private static void NotRun(Html page, string what) =>
        page.Open("p").Element("span", "not run", ("class", "word not-run")).Text($": {what}").Close();

    private static void Audited(Html page, IReadOnlyList<StoredRun> runs)
    {
        string Values(Func<StoredRun, string?> of) =>
            string.Join(", ", runs.Select(of).OfType<string>().Distinct()) is { Length: > 0 } text ? text : "not recorded";
        page.Open("dl");
        void Line(string name, string value) => page.Element("dt", name).Element("dd", value);
        Line("model", Values(run => run.Manifest.How["model"]?.ToString()));
        Line("model, SHA-256", Values(run => run.Manifest.Text("model_sha256")));
        Line("defence", Values(run => run.Manifest.Texts("defence") is { } d ? string.Join(" + ", d) : "none"));
        Line("data", Values(run => $"{run.Manifest.Text("data")} ({run.Manifest.Text("split") ?? "test"})"));
        Line("data, SHA-256", Values(run => run.Manifest.Text("data_sha256")));
        Line("threat models", Values(run => run.Manifest.Command is "attack" or "diagnose" ? ThreatModel.Of(run) : null));
        Line("program", Values(run => run.Manifest.Versions["audit"]?.ToString()));
        Line("commit", Values(run => run.Manifest.Versions["commit"]?.ToString()));
        Line("run on", Values(run => run.Manifest.How["device"]?.ToString()));
        Line("started", Values(run => run.Manifest.Started));
        Line("warnings of the loader", Values(run => run.Manifest.How["warnings"] is JsonArray { Count: > 0 } list
            ? string.Join("; ", list.Select(w => w?.ToString())) : null));
        page.Close().Open("ul", ("class", "tags"));
        foreach (string tag in ThreatModel.Tags(runs))
            page.Element("li", tag);
        page.Close();
        foreach (string warning in RunCells.Warnings(runs))
            page.Element("p", warning, ("class", "warning"));
    }

    private static void Clauses(Html page, ReviewVerdict verdict)
    {
        page.Open("p").Element("strong", verdict.Headline).Close();
        foreach (var clause in verdict.Clauses)
        {
            page.Open("div", ("class", $"verdict {Class(clause.Standing)}")).Element("span", clause.Standing.Name(),
                ("class", $"word {Class(clause.Standing)}")).Text($" {clause.Question}").Element("p", clause.Text).Close();
        }
        if (verdict.LeftOut.Count == 0)
            return;
        page.Element("h3", "Not run").Open("ul");
        foreach (var left in verdict.LeftOut)
            page.Element("li", $"{left.Step}: {left.Reason}");
        page.Close();
    }

    private void Certificates(Html page, IReadOnlyList<StoredRun> runs)
    {
        var votes = Kind<CertifyRecord>(runs);
        foreach (var group in votes.GroupBy(run => run.Of<CertifyRecord>()[0].Model.Norm))
            Write(page, CertifiedAccuracyTable.Of([.. group]));
        if (Kind<BoundRecord>(runs) is { Count: > 0 } bounds)
            Write(page, VerifiedTable.Of(bounds));
        else if (votes.Count == 0)
            NotRun(page, "no certificates were computed.");
    }

    private void Spoofs(Html page, IReadOnlyList<StoredRun> runs)
    {
        StoredRun[] spoofs = [.. runs.Where(run => run.Records.Count > 0 && run.Records.All(r => r is ISpoof))];
        if (spoofs.Length == 0)
            NotRun(page, "the Shadow Attack was not run.");
        foreach (var group in spoofs.GroupBy(run => run.Spoofs()[0].Setting.Norm))
            Write(page, SpoofedRadiusTable.Of([.. group]));
        StoredRun[] bounds = [.. spoofs.Where(run => run.Records[0] is BoundSpoofRecord)];
        if (bounds.Length > 0)
            Write(page, RobustErrorTable.Of(bounds));
        foreach (var run in spoofs)
            SpoofGallery.Write(page, run, warn);
    }

    private void Attacks(Html page, IReadOnlyList<StoredRun> runs)
    {
        var attacks = Kind<AttackRecord>(runs);
        if (attacks.Count == 0)
            NotRun(page, "no attack was run.");
        else
            Write(page, AttackTable.Of(attacks));
        StoredRun[] shown = [.. attacks.Where(run => run.Of<AttackRecord>()[0].Others is not null)];
        if (shown.Length > 0)
            Write(page, TransferTable.Of(shown));
    }

    private void Pairs(Html page, IReadOnlyList<StoredRun> runs)
    {
        var tablesOf = runs.GroupBy(run => Victim.Of(run.Manifest.Question).Identity)
            .Select(group => CertificateAgainstAttack.Of([.. group])).OfType<Table>().ToList();
        if (tablesOf.Count == 0)
            NotRun(page, "there is neither a certificate nor an attack to compare.");
        foreach (var table in tablesOf)
            Write(page, table);
    }

    private void Diagnoses(Html page, IReadOnlyList<StoredRun> runs)
    {
        StoredRun[] diagnoses = [.. Kind<DiagnosisRecord>(runs)];
        if (diagnoses.Length == 0)
        {
            NotRun(page, "no diagnosis was run: what a failed attack is worth is not known.");
            return;
        }
        Write(page, DiagnosisTable.Of(diagnoses));
        foreach (var result in diagnoses.Select(DiagnosisResult.Of))
        {
            page.Open("ul");
            foreach (var finding in result.Findings)
                page.Open("li").Element("span", finding.Verdict.Text(), ("class", $"word {finding.Verdict.Text()}"))
                    .Text($" {finding.Name}: {finding.Meaning} ({finding.Measured})").Close();
            page.Close();
            Write(page, CheckTable.Of($"Checks of {RunCells.Name(result.Evidence.Run)}",
                [.. result.Checks, .. result.Indicators], []));
        }
    }

    private static void Rerun(Html page, IReadOnlyList<StoredRun> runs)
    {
        page.Element("p", "With the files whose hashes are above, in the folder that the paths start from:");
        page.Element("pre", string.Join("\n", runs.Select(run => run.Manifest.How["command_line"] is { } line
            ? $"audit {line}" : $"# {RunCells.Name(run)}: no command line was recorded").Distinct()));
        page.Element("p", "This page repeats itself. Every run of it is made again and compared, record by record; it says where "
            + "they differ:");
        page.Element("pre", "audit rerun report.html\naudit rerun report.html --max 20   # the first 20 records of each run");
        page.Element("p", "The records of a repeated run have the same key, and on the same machine the same bytes.",
            ("class", "soft"));
    }

    private static List<StoredRun> Kind<T>(IReadOnlyList<StoredRun> runs)
        where T : ItemRecord => [.. runs.Where(run => run.Records.Count > 0 && run.Records.All(r => r is T))];

    private static string ModelName(IReadOnlyList<StoredRun> runs)
    {
        string path = runs.Select(run => run.Manifest.How["model"]?.ToString()).FirstOrDefault(p => p is not null) ?? "";
        string defence = runs[0].Manifest.Texts("defence") is { Count: > 0 } d ? $" behind {string.Join(" + ", d)}" : "";
        return (path.Length > 0 ? Path.GetFileName(path) : runs[0].Manifest.Text("model_sha256") is { Length: > 8 } hash
            ? hash[..8] : RunCells.Name(runs[0])) + defence;
    }

    private static string Class(Standing standing) => standing.Name().Replace(' ', '-');
}
