using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Records.Diagnosis;
using Audit.Records.Items;
using Audit.Records.Review;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using Audit.Records.Tables;

namespace Audit.Records.Report;

/// <summary>The common pitfalls of evaluations, each answered with a measured value or "not run".</summary>
/// <remarks>Sources: Carlini et al. 2019, "On evaluating adversarial robustness", arXiv:1902.06705, section 4 (the checklist);
/// Athalye, Carlini and Wagner 2018, arXiv:1802.00420, sections 3.1 and 6; the checks of a diagnosis name their own.</remarks>
public static class PitfallList
{
    private const string Carlini = "Carlini et al. 2019", Athalye = "Athalye et al. 2018", Certificates = "certified defences";

    /// <summary>Random tries per image below which a search says little (Carlini et al. 2019).</summary>
    private const int Tries = 10_000;

    /// <summary>Images below which a share is hardly known.</summary>
    private const int FewImages = 100;

    /// <summary>The list for runs of one model.</summary>
    /// <param name="verdict">What they say.</param>
    /// <param name="runs">The runs.</param>
    public static IReadOnlyList<Pitfall> Of(ReviewVerdict verdict, IReadOnlyList<StoredRun> runs)
    {
        var attacks = runs.Where(run => run.Records.Count > 0 && run.Records.All(r => r is AttackRecord)).ToList();
        var diagnoses = runs.Where(run => run.Manifest.Command == "diagnose" && run.Records.Count > 0).ToList();
        return
        [
            Claimed(verdict), ThreatModel(attacks, diagnoses), Clean(runs), Enough(runs), Finished(runs), Several(attacks),
            Restarts(attacks), GradientFree(attacks, diagnoses), RandomTries(diagnoses), BruteForce, Transferred(attacks),
            .. Checks(diagnoses),
            From(verdict, ContradictionClause.ClauseName, "Certificates are attacked, not believed"),
            Together(runs), Rounding(runs), Function(runs), AlreadyWrong(runs), Released(runs),
        ];
    }

    /// <summary>The list as a table.</summary>
    public static Table Table(IReadOnlyList<Pitfall> pitfalls) => Tables.Table.Of<Pitfall>("Common evaluation pitfalls",
        [
            new("pitfall", "what must hold", p => Cells.Text(p.Name)),
            new("verdict", "verdict", p => Cells.Text(p.Verdict.Text())),
            new("measured", "measured", p => Cells.Text(p.Measured)), new("source", "source", p => Cells.Text(p.Source)),
        ], pitfalls, [],
        [string.Create(CultureInfo.InvariantCulture,
            $"{pitfalls.Count(p => p.Verdict == CheckVerdict.NotRun)} of {pitfalls.Count} were not run: they are not passed.")]);

    private static Pitfall Claimed(ReviewVerdict verdict) => verdict.Claim is { } claim
        ? new("The claim is specific and can be tested", CheckVerdict.Pass, $"{claim.Text}: {verdict.Overall.Name()}", Athalye)
        : new("The claim is specific and can be tested", CheckVerdict.NotRun, "no claim was made", Athalye);

    private static Pitfall ThreatModel(List<StoredRun> attacks, List<StoredRun> diagnoses)
    {
        const string name = "The threat model is stated: norm, size, what the attacker sees";
        string[] models = [.. attacks.Concat(diagnoses).Select(Report.ThreatModel.Of).Distinct()];
        return models.Length == 0 ? new(name, CheckVerdict.NotRun, "no attack was run", Carlini)
            : new(name, CheckVerdict.Pass, string.Join("; ", models), Carlini);
    }

    private static Pitfall Clean(IReadOnlyList<StoredRun> runs)
    {
        const string name = "Clean accuracy stands beside robust accuracy";
        var right = runs.SelectMany(run => run.Records).Select(r => (r.Index, Right: r switch
        {
            AttackRecord a => a.CleanCorrect,
            BoundRecord b => b.Class == b.Label,
            DiagnosisRecord d => d.Correct,
            _ => (bool?)null,
        })).Where(r => r.Right is not null).DistinctBy(r => r.Index).ToList();
        return right.Count == 0 ? new(name, CheckVerdict.NotRun, "the network's own class was not recorded", Carlini)
            : new(name, CheckVerdict.Pass, Shown(right.Count(r => r.Right == true), right.Count), Carlini);
    }

    private static Pitfall Enough(IReadOnlyList<StoredRun> runs)
    {
        const string name = "Enough images to know a share";
        var counts = runs.Where(run => run.Records.Count > 0)
            .Select(run => (Name: RunCells.Name(run), run.Records.Count)).ToList();
        if (counts.Count == 0)
            return new(name, CheckVerdict.NotRun, "no images", Carlini);
        return new(name, counts.Min(c => c.Count) < FewImages ? CheckVerdict.Warn : CheckVerdict.Pass,
            string.Join(", ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} {c.Count}"))), Carlini);
    }

    private static Pitfall Finished(IReadOnlyList<StoredRun> runs)
    {
        string[] open = [.. runs.Where(run => run.Missing > 0).Select(run => string.Create(CultureInfo.InvariantCulture,
            $"{RunCells.Name(run)} lacks {run.Missing} of {run.Manifest.Items}"))];
        return new("Every run is finished", open.Length > 0 ? CheckVerdict.Warn : CheckVerdict.Pass,
            open.Length > 0 ? string.Join(", ", open) : string.Create(CultureInfo.InvariantCulture, $"{runs.Count} runs"),
            Carlini);
    }

    private static Pitfall Several(List<StoredRun> attacks)
    {
        const string name = "Several attacks, each image by the worst of them";
        string[] kinds = [.. attacks.Where(run => run.Of<AttackRecord>()[0].Certified is null)
            .Select(run => run.Of<AttackRecord>()[0].Attack).Distinct()];
        return kinds.Length == 0 ? new(name, CheckVerdict.NotRun, "no attack was run", Carlini)
            : new(name, kinds.Length == 1 ? CheckVerdict.Warn : CheckVerdict.Pass, string.Join(", ", kinds), Carlini);
    }

    private static Pitfall Restarts(List<StoredRun> attacks)
    {
        const string name = "Random restarts";
        double[] restarts = [.. attacks.Select(run => run.Manifest.Number("restarts")).OfType<double>()];
        return restarts.Length == 0 ? new(name, CheckVerdict.NotRun, "no attack with restarts", Carlini)
            : new(name, restarts.Max() > 1 ? CheckVerdict.Pass : CheckVerdict.Warn, string.Create(CultureInfo.InvariantCulture,
                $"at most {restarts.Max()}"), Carlini);
    }

    private static Pitfall GradientFree(List<StoredRun> attacks, List<StoredRun> diagnoses)
    {
        const string name = "An attack without gradients";
        string[] free = [.. attacks.Where(run => run.Manifest.Text("access") is "label" or "logits" or "probabilities")
            .Select(run => run.Of<AttackRecord>()[0].Attack).Distinct()];
        double queries = diagnoses.Select(run => run.Manifest.Number("queries") ?? 0).DefaultIfEmpty(0).Max();
        return free.Length > 0 ? new(name, CheckVerdict.Pass, string.Join(", ", free), Carlini)
            : queries > 0 ? new(name, CheckVerdict.Pass, string.Create(CultureInfo.InvariantCulture,
                $"search by scores, {queries} queries per image, in the diagnosis"), Carlini)
            : new(name, CheckVerdict.NotRun, "gradient attacks only", Carlini);
    }

    private static Pitfall RandomTries(List<StoredRun> diagnoses)
    {
        const string name = "Random perturbations, 10,000 or more per image";
        double tries = diagnoses.Select(run => run.Manifest.Number("random") ?? 0).DefaultIfEmpty(0).Max();
        return tries == 0 ? new(name, CheckVerdict.NotRun, "diagnose --random was not run", Carlini)
            : new(name, tries < Tries ? CheckVerdict.Warn : CheckVerdict.Pass, string.Create(CultureInfo.InvariantCulture,
                $"{tries} per image"), Carlini);
    }

    private static Pitfall BruteForce { get; } = new("Exhaustive search where the ball is small enough", CheckVerdict.NotRun,
        "no command does it", Carlini);

    private static Pitfall Transferred(List<StoredRun> attacks)
    {
        const string name = "Images made for other models are tried (transfer)";
        string[] others = [.. attacks.SelectMany(run => run.Of<AttackRecord>()[0].Others ?? []).Select(o => o.Model).Distinct()];
        return others.Length > 0 ? new(name, CheckVerdict.Pass, string.Join(", ", others), Carlini)
            : new(name, CheckVerdict.NotRun, "attack --model SURROGATE --holdout VICTIM was not run", Carlini);
    }

    private static IEnumerable<Pitfall> Checks(List<StoredRun> diagnoses) => diagnoses.Count == 0
        ? [new("The five signs of obfuscated gradients are looked for", CheckVerdict.NotRun, "no diagnosis was run", Athalye)]
        : diagnoses.Select(DiagnosisResult.Of).SelectMany(d => d.Checks.Concat(d.Indicators)).Select(check =>
            new Pitfall(char.ToUpperInvariant(check.Question[0]) + check.Question[1..], check.Verdict, Measured(check),
                $"{Athalye}; check {check.Name}"));

    private static string Measured(Check check)
    {
        string Side(string what, ShareOf? share) => share is { } s ? string.Create(CultureInfo.InvariantCulture,
            $"{what} {s.Count} of {s.Total}") : what;
        string[] parts = [Side(check.First, check.FirstShare), Side(check.Second, check.SecondShare),
            check.P is { } p ? string.Create(CultureInfo.InvariantCulture, $"p = {p:G3}") : "", check.Note ?? ""];
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    private static Pitfall From(ReviewVerdict verdict, string clause, string name)
    {
        var found = verdict.Clauses.First(c => c.Name == clause);
        return new(name, found.Standing switch
        {
            Standing.Refuted => CheckVerdict.Fail,
            Standing.NotRun => CheckVerdict.NotRun,
            Standing.Held => CheckVerdict.Pass,
            _ => CheckVerdict.Warn,
        }, found.Text, Certificates);
    }

    /// <summary>n certificates at alpha each: how many false ones are to be expected, and how many hold together.</summary>
    private static Pitfall Together(IReadOnlyList<StoredRun> runs)
    {
        const string name = "The failure probabilities of all certificates are added up";
        string[] texts = [.. runs.Where(run => run.Records.Count > 0 && run.Records.All(r => r is CertifyRecord)).Select(run =>
        {
            var records = run.Of<CertifyRecord>();
            double alpha = records.Max(r => r.Alpha);
            long? together = ImageEvidence.Simultaneous(records, 0, 0.05);
            return string.Create(CultureInfo.InvariantCulture,
                $"{RunCells.Name(run)}: at most {alpha * records.Count:G3} false ones expected; at radius 0 "
                + $"{records.Count(r => r.Correct)} right ones by themselves, {(together is { } t ? $"{t}" : "unknown")} all at "
                + $"once (Holm, 0.05)");
        })];
        return texts.Length == 0 ? new(name, CheckVerdict.NotRun, "no certificates by votes", Certificates)
            : new(name, CheckVerdict.Pass, string.Join("; ", texts), Certificates);
    }

    private static Pitfall Rounding(IReadOnlyList<StoredRun> runs)
    {
        const string name = "Rounding errors are inside the certificates";
        var bounds = runs.SelectMany(run => run.Records.OfType<BoundRecord>()).ToList();
        var votes = runs.SelectMany(run => run.Records.OfType<CertifyRecord>()).ToList();
        if (bounds.Count + votes.Count == 0)
            return new(name, CheckVerdict.NotRun, "no certificates", Certificates);
        string[] texts = [.. bounds.GroupBy(r => r.Arithmetic).Select(g => $"bounds in {g.Key} arithmetic"),
            .. votes.GroupBy(r => r.Model.Name).Select(g => $"votes under {g.Key} noise")];
        bool sound = bounds.All(r => r.Arithmetic == "sound")
            && votes.All(r => r.Noise == Records.Certificates.ExactGaussianL2.Key);
        return new(name, sound ? CheckVerdict.Pass : CheckVerdict.Warn, string.Join(", ", texts)
            + (sound ? "" : ": up to rounding errors (--arithmetic sound; --noise exact-gaussian)"), Certificates);
    }

    private static Pitfall Function(IReadOnlyList<StoredRun> runs)
    {
        const string name = "The model's answer depends on the image alone";
        var probes = runs.Select(run => run.Manifest.How["probe"] as JsonObject).OfType<JsonObject>().ToList();
        if (probes.Count == 0)
            return new(name, CheckVerdict.NotRun, "no run probed the model", Certificates);
        string[] findings = [.. probes.SelectMany(p => p["findings"] as JsonArray ?? []).Select(f => f?.ToString() ?? "")
            .Distinct()];
        return new(name, findings.Length > 0 ? CheckVerdict.Fail : CheckVerdict.Pass, findings.Length > 0
            ? string.Join("; ", findings) : "the same answers in other batches, at other places", Certificates);
    }

    private static Pitfall AlreadyWrong(IReadOnlyList<StoredRun> runs)
    {
        const string name = "Images that were already wrong are not counted as spoofed";
        var spoofs = runs.SelectMany(run => run.Records.OfType<ISpoof>()).ToList();
        return spoofs.Count == 0 ? new(name, CheckVerdict.NotRun, "nothing was spoofed", Certificates)
            : new(name, CheckVerdict.Pass, string.Create(CultureInfo.InvariantCulture,
                $"{spoofs.Count(r => r is { Spoofed: true, AlreadyWrong: true })} of {spoofs.Count(r => r.Spoofed)} certified "
                + $"wrong classes were such images; they are counted apart"), Certificates);
    }

    private static Pitfall Released(IReadOnlyList<StoredRun> runs)
    {
        bool chained = runs.All(run => run.IsChained);
        return new("Model, data, code and settings are named, so that it can be repeated", chained ? CheckVerdict.Pass
            : CheckVerdict.Warn, chained ? "hashes, versions and command lines below; lines of records are chained by hash"
            : "some runs are of format 1: lost or edited lines may go unnoticed", Carlini);
    }

    private static string Shown(int count, int total)
    {
        var interval = Binomial.Interval(count, total);
        return Sample.Written((double)count / total, interval, count, total);
    }
}
