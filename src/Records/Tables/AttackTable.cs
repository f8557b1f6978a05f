using System.Globalization;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Robust accuracy, one row a run, and one for the worst of several attacks on the same images of the same
/// model.</summary>
public static class AttackTable
{
    public const string Kind = "attack";

    /// <summary>One run, or the worst of several: what was attacked, and what became of it.</summary>
    private sealed record Row(string Name, string Key, StoredRun Run, string Attack, int Images)
    {
        public IReadOnlyList<AttackRecord> Records { get; } = Run.Of<AttackRecord>();

        public required int Clean { get; init; }

        public required int Robust { get; init; }

        public required int Attacked { get; init; }

        public required int Success { get; init; }

        public required int Abstained { get; init; }

        /// <summary>Sizes of the successful perturbations, ascending.</summary>
        public double[] Sizes { get; init; } = [];

        /// <summary>Names of what speaks against the attack.</summary>
        public string Flags { get; init; } = "-";

        /// <summary>For each attacked image.</summary>
        public required double[] Queries { get; init; }

        /// <summary>For each attacked image.</summary>
        public required double[] GradientPasses { get; init; }
    }

    private static readonly Column<Row>[] Columns =
    [
        new("run", "run", row => Cells.Text(row.Name)), new("key", "key", row => Cells.Text(row.Key)),
        new("defence", "defence", row => Cells.Text(Defence(row.Run))),
            new("data", "dataset", row => Cells.Text(row.Run.Manifest.Question["data"]?.ToString())),
        new("norm", "norm", row => Cells.Text(row.Records.Count == 0 ? null : row.Records[0].Norm.ToString().ToLowerInvariant())),
        new("epsilon", "distance", row => Cells.Setting(row.Records.Count == 0 ? null : row.Records[0].Epsilon)),
        new("attack", "attack", row => Cells.Text(row.Attack)), new("images", "images", row => Cells.Count(row.Images)),
        new("clean", "clean accuracy", row => Cells.Share(row.Clean, row.Images), IsProportion: true),
        new("robust", "robust accuracy", row => Cells.Share(row.Robust, row.Images), IsProportion: true),
        new("success", "success", row => Cells.Share(row.Success, row.Attacked), IsProportion: true),
        new("abstained", "abstained", row => Cells.Count(row.Abstained)),
        new("median_size", "median size", row => Cells.Statistic(row.Sizes, SortedArrayStatistics.Median)),
        new("flags", "flags", row => Cells.Text(row.Flags)),
        new("queries", "queries", row => Cells.Statistic(row.Queries, ArrayStatistics.Mean)),
        new("gradient_passes", "gradient passes", row => Cells.Statistic(row.GradientPasses, ArrayStatistics.Mean)),
    ];

    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        var groups = runs.GroupBy(Group).ToList();
        return Table.Of("Accuracy under attack", Columns, groups.SelectMany(g => g.Count() == 1 ? [RowOf(g.First())]
            : g.Select(RowOf).Append(Worst([.. g]))),
            [.. runs.SelectMany(Contradictions), .. runs.SelectMany(Flagged), .. RunCells.Warnings(runs)],
            [
                "robust accuracy: share of all images that are classified correctly before and after the attack; abstentions "
                    + "count as failures. "
                    + "success: share of the attacked images that ended within the distance in a wrong class (in the target, "
                    + "where there is one). "
                    + "[low, high]: 95 % Clopper-Pearson interval over images.",
                "abstained: perturbed images without a judged class. median size: of the successful perturbations, in the norm "
                    + "of the row, pixel units of [0,1]. "
                    + "queries, gradient passes: means over the attacked images; a random model is asked once for each draw.",
                .. runs.Select(Members).OfType<string>(),
                .. groups.Any(g => g.Count() > 1)
                    ? (string[])["worst of all: an image counts as robust only where every attack above failed; over the images "
                    + "that all of them hold."] : [],
                .. runs.Select(Examined).OfType<string>(),
            ]);
    }

    private static Row RowOf(StoredRun run)
    {
        var records = run.Of<AttackRecord>();
        AttackRecord[] attacked = [.. records.Where(r => r.Attacked)];
        return new(RunCells.Name(run), run.Manifest.Key, run, records.Count == 0 ? "-" : records[0].Attack, records.Count)
        {
            Clean = records.Count(r => r.CleanCorrect),
            Robust = records.Count(r => r.Robust),
            Attacked = attacked.Length,
            Success = attacked.Count(r => r.Success),
            Abstained = records.Count(r => r.Adversarial is null),
            Sizes = [.. attacked.Where(r => r.Success).Select(r => r.Size).Order()],
            Flags = AttackFlags.Of(run).Select(f => f.Name).Distinct().ToArray() is { Length: > 0 } flags ? string.Join(' ',
                flags) : "none",
            Queries = [.. attacked.Select(r => (double)r.Queries)],
            GradientPasses = [.. attacked.Select(r => (double)r.GradientPasses)],
        };
    }

    private static Row Worst(IReadOnlyList<StoredRun> runs)
    {
        var byRun = runs.Select(run => run.Of<AttackRecord>().ToDictionary(r => r.Index)).ToList();
        int[] shared = [.. byRun[0].Keys.Where(i => byRun.All(r => r.ContainsKey(i)))];
        int[] reached = [.. shared.Where(i => byRun.Any(r => r[i].Attacked))];
        return new("worst of all", "-", runs[0], $"{runs.Count} attacks", shared.Length)
        {
            Clean = shared.Count(i => byRun.All(r => r[i].CleanCorrect)),
            Robust = shared.Count(i => byRun.All(r => r[i].Robust)),
            Attacked = reached.Length,
            Success = shared.Count(i => byRun.Any(r => r[i].Success)),
            Abstained = shared.Count(i => byRun.Any(r => r[i].Adversarial is null)),
            Queries = [.. reached.Select(i => byRun.Sum(r => (double)r[i].Queries))],
            GradientPasses = [.. reached.Select(i => byRun.Sum(r => (double)r[i].GradientPasses))],
        };
    }

    /// <summary>What is told apart as a defence: the model's file, what stands around it, and smoothing.</summary>
    private static string Defence(StoredRun run)
    {
        string model = run.Manifest.How["model"]?.ToString() is { Length: > 0 } path ? Path.GetFileNameWithoutExtension(path)
            : "-";
        string around = run.Manifest.Question["defence"] is { } defence
            ? $" + {defence.ToJsonString().Trim('[', ']').Replace("\"", "", StringComparison.Ordinal)}" : "";
        string noise = run.Manifest.Question["noise"] is { } name ? $" by {name} noise" : "";
        string smoothed = run.Manifest.Question["sigma"] is { } sigma ? $" smoothed {sigma.ToJsonString()}{noise}" : "";
        return model + around + smoothed;
    }

    /// <summary>Runs whose images can be compared one by one: of one victim, with one budget and aim.</summary>
    private static string Group(StoredRun run) => string.Join('|', ((string[])["norm", "epsilon", "target", "certificates"])
        .Select(name => run.Manifest.Question[name]?.ToJsonString() ?? "").Prepend(Victim.Of(run.Manifest.Question).Identity));

    /// <summary>How a cross-examination ended; null for other attacks.</summary>
    private static string? Examined(StoredRun run)
    {
        ExaminedPart[] parts = [.. run.Of<AttackRecord>().Select(r => r.Certified).OfType<ExaminedPart>()];
        return parts.Length == 0 ? null
            : $"{RunCells.Name(run)}: {parts.Length} certificates examined, {parts.Count(p => p.Contradicted)} contradicted.";
    }

    private static IEnumerable<string> Flagged(StoredRun run) =>
        AttackFlags.Of(run).Select(flag => $"FLAG {flag.Name}: {run.Directory}: {flag.Text}.");

    /// <summary>Robust accuracy after each member of an ensemble; null for other attacks.</summary>
    private static string? Members(StoredRun run)
    {
        var records = run.Of<AttackRecord>();
        if (records.Count == 0 || records[0].Attack != "auto")
            return null;
        var members = AutoMembers.Of(run.Manifest.Question["version"]?.ToString());
        // A margin stands in for a ratio of logits where there are few classes.
        int Place(AttackRecord r) => members.ToList().FindIndex(m => m == r.By || (r.By == "apgd-margin"
            && m is "apgd-t" or "apgd-dlr"));
        return $"{RunCells.Name(run)}: robust accuracy " + string.Join(", ", members.Select((name, k) =>
        {
            int left = records.Count(r => r.CleanCorrect && (r.Robust || Place(r) > k));
            return string.Create(CultureInfo.InvariantCulture, $"after {name} {(double)left / records.Count:0.0000}");
        }));
    }

    private static IEnumerable<string> Contradictions(StoredRun run)
    {
        int[] items = [.. run.Of<AttackRecord>().Where(r => r.Certified is { Contradicted: true }).Select(r => r.Index)];
        return items.Length == 0 ? []
            : [$"CONTRADICTION: {run.Directory} holds {items.Length} image(s) inside a certified region that are of another "
            + $"class: "
            + $"their certificates are wrong. Items: {string.Join(", ", items.Take(20))}."];
    }
}
