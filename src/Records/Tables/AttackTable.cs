using Audit.Records.Certificates;
using Audit.Records.Runs;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Robust accuracy, one row a run, and one for the worst of several attacks on the same images of the same model.</summary>
public static class AttackTable
{
    public const string Kind = "attack";

    private static readonly Column[] Columns =
    [
        new("run", "run"), new("key", "key"), new("defence", "defence"), new("data", "dataset"), new("norm", "norm"), new("epsilon", "distance"),
        new("attack", "attack"), new("images", "images"), new("clean", "clean accuracy", IsProportion: true),
        new("robust", "robust accuracy", IsProportion: true), new("success", "success", IsProportion: true), new("abstained", "abstained"),
        new("median_size", "median size"), new("queries", "queries"), new("gradient_passes", "gradient passes"),
    ];

    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        var groups = runs.GroupBy(Group).ToList();
        return new("Accuracy under attack", Columns,
            [.. groups.SelectMany(g => g.Count() == 1 ? [Row(g.First())] : g.Select(Row).Append(Worst([.. g])))],
            [.. runs.SelectMany(Contradictions), .. RunCells.Warnings(runs)],
            [
                "robust accuracy: share of all images that are classified correctly before and after the attack; abstentions count as failures. "
                    + "success: share of the attacked images that ended within the distance in a wrong class (in the target, where there is one). "
                    + "[low, high]: 95 % Clopper-Pearson interval over images.",
                "abstained: perturbed images without a judged class. median size: of the successful perturbations, in the norm of the row, pixel units of [0,1]. "
                    + "queries, gradient passes: means over the attacked images; a random model is asked once for each draw.",
                .. groups.Any(g => g.Count() > 1)
                    ? (string[])["worst of all: an image counts as robust only where every attack above failed; over the images that all of them hold."] : [],
            ]);
    }

    private static IReadOnlyList<Cell> Row(StoredRun run)
    {
        var records = run.Of<AttackRecord>();
        var attacked = records.Where(r => r.Attacked).ToList();
        return
        [
            new TextCell(RunCells.Name(run)), new TextCell(run.Manifest.Key), .. Setting(run, records),
            new TextCell(records.Count == 0 ? "-" : records[0].Attack), new CountCell(records.Count),
            new ProportionCell(records.Count(r => r.CleanCorrect), records.Count),
            new ProportionCell(records.Count(r => r.Robust), records.Count),
            new ProportionCell(attacked.Count(r => r.Success), attacked.Count),
            new CountCell(records.Count(r => r.Adversarial is null)),
            Statistic([.. attacked.Where(r => r.Success).Select(r => r.Size).Order()], SortedArrayStatistics.Median),
            Statistic([.. attacked.Select(r => (double)r.Queries)], ArrayStatistics.Mean),
            Statistic([.. attacked.Select(r => (double)r.GradientPasses)], ArrayStatistics.Mean),
        ];
    }

    private static IReadOnlyList<Cell> Worst(IReadOnlyList<StoredRun> runs)
    {
        var byRun = runs.Select(run => run.Of<AttackRecord>().ToDictionary(r => r.Index)).ToList();
        int[] shared = [.. byRun[0].Keys.Where(i => byRun.All(r => r.ContainsKey(i)))];
        int[] reached = [.. shared.Where(i => byRun.Any(r => r[i].Attacked))];
        return
        [
            new TextCell("worst of all"), new TextCell("-"), .. Setting(runs[0], runs[0].Of<AttackRecord>()),
            new TextCell($"{runs.Count} attacks"), new CountCell(shared.Length),
            new ProportionCell(shared.Count(i => byRun.All(r => r[i].CleanCorrect)), shared.Length),
            new ProportionCell(shared.Count(i => byRun.All(r => r[i].Robust)), shared.Length),
            new ProportionCell(shared.Count(i => byRun.Any(r => r[i].Success)), reached.Length),
            new CountCell(shared.Count(i => byRun.Any(r => r[i].Adversarial is null))),
            new EmptyCell(),
            Statistic([.. reached.Select(i => byRun.Sum(r => (double)r[i].Queries))], ArrayStatistics.Mean),
            Statistic([.. reached.Select(i => byRun.Sum(r => (double)r[i].GradientPasses))], ArrayStatistics.Mean),
        ];
    }

    private static IEnumerable<Cell> Setting(StoredRun run, IReadOnlyList<AttackRecord> records)
    {
        yield return new TextCell(Defence(run));
        yield return new TextCell(Text(run, "data"));
        yield return new TextCell(records.Count == 0 ? "-" : records[0].Norm.ToString().ToLowerInvariant());
        yield return records.Count > 0 && records[0].Epsilon is double epsilon ? new SettingCell(epsilon) : new EmptyCell();
    }

    /// <summary>What is told apart as a defence: the model's file, what stands around it, and smoothing.</summary>
    private static string Defence(StoredRun run)
    {
        string model = run.Manifest.How["model"]?.ToString() is { Length: > 0 } path ? Path.GetFileNameWithoutExtension(path) : "-";
        string around = run.Manifest.Question["defence"] is { } defence ? $" + {defence.ToJsonString().Trim('[', ']').Replace("\"", "", StringComparison.Ordinal)}" : "";
        string smoothed = run.Manifest.Question["sigma"] is { } sigma ? $" smoothed {sigma.ToJsonString()}" : "";
        return model + around + smoothed;
    }

    /// <summary>Runs whose images can be compared one by one: everything that names victim, images and budget.</summary>
    private static string Group(StoredRun run) => string.Join('|',
        ((string[])["model_sha256", "model_read_as", "models", "defence", "sigma", "data", "data_sha256", "norm", "epsilon", "target"])
            .Select(name => run.Manifest.Question[name]?.ToJsonString() ?? ""));

    private static string Text(StoredRun run, string name) => run.Manifest.Question[name]?.ToString() ?? "-";

    private static IEnumerable<string> Contradictions(StoredRun run)
    {
        int[] items = [.. run.Of<AttackRecord>().Where(r => r.Certified is { Contradicted: true }).Select(r => r.Index)];
        return items.Length == 0 ? [] : [$"CONTRADICTION: {run.Directory} holds {items.Length} image(s) inside a certified region that are of another class: "
            + $"their certificates are wrong. Items: {string.Join(", ", items.Take(20))}."];
    }

    private static Cell Statistic(double[] values, Func<double[], double> statistic) =>
        values.Length == 0 ? new EmptyCell() : new NumberCell(statistic(values));
}
