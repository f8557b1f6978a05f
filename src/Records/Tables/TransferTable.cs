using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>How often images made for one model fool another: one row a run, one column a model.</summary>
public static class TransferTable
{
    public const string Kind = "transfer";

    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        string[] targets = [.. runs.SelectMany(Parts).Select(p => p.Model).Distinct().Order(StringComparer.Ordinal)];
        Column[] columns =
        [
            new("run", "run"), new("key", "key"), new("attack", "attack"), new("source", "made for"), new("fusion", "fusion"), new("norm", "norm"),
            new("epsilon", "distance"), new("images", "images"), .. targets.Select(t => new Column($"success_{t}", t, IsProportion: true)),
        ];
        return new("Transfer of adversarial images", columns, [.. runs.Select(run => Row(run, targets))], [.. RunCells.Warnings(runs)],
            [
                "Cells: share of the images that the column's model classifies correctly as they are and wrongly after the attack. "
                    + "[low, high]: 95 % Clopper-Pearson interval over these images. *: the images were made with this model's help (white box).",
            ]);
    }

    private static IReadOnlyList<Cell> Row(StoredRun run, string[] targets)
    {
        var records = run.Of<AttackRecord>();
        string[] source = [.. Parts(run).Where(p => p.Crafted).Select(p => p.Model).Distinct()];
        return
        [
            new TextCell(RunCells.Name(run)), new TextCell(run.Manifest.Key), new TextCell(records.Count == 0 ? "-" : records[0].Attack),
            new TextCell(string.Join(" + ", source)), new TextCell(run.Manifest.Question["fusion"]?.ToString() ?? "-"),
            new TextCell(records.Count == 0 ? "-" : records[0].Norm.ToString().ToLowerInvariant()),
            records.Count > 0 && records[0].Epsilon is double epsilon ? new SettingCell(epsilon) : new EmptyCell(), new CountCell(records.Count),
            .. targets.Select(target => Share(records, target)),
        ];
    }

    private static Cell Share(IReadOnlyList<AttackRecord> records, string target)
    {
        var shown = records.Select(r => (r.Label, Part: r.Others?.FirstOrDefault(p => p.Model == target))).Where(p => p.Part is not null).ToList();
        if (shown.Count == 0)
            return new EmptyCell();
        var correct = shown.Where(p => p.Part!.Clean == p.Label).ToList();
        return new ProportionCell(correct.Count(p => p.Part!.Adversarial is int c && c != p.Label), correct.Count) { Mark = shown[0].Part!.Crafted ? "*" : "" };
    }

    /// <exception cref="RecordFormatException">The run was shown to no model by name.</exception>
    private static IReadOnlyList<TransferPart> Parts(StoredRun run) => run.Of<AttackRecord>() is { Count: > 0 } records
        ? records[0].Others ?? throw new RecordFormatException($"{run.Directory} was shown to no other model: give attack --holdout or a second --model.")
        : [];
}
