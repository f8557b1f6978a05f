using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>How often images made for one model fool another: one row a run, one column a model.</summary>
public static class TransferTable
{
    public const string Kind = "transfer";

    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        string[] targets = [.. runs.SelectMany(Parts).Select(p => p.Model).Distinct().Order(StringComparer.Ordinal)];
        Column<StoredRun>[] columns = [.. Common, .. targets.Select(t =>
            new Column<StoredRun>($"success_{t}", t, run => Share(run, t), IsProportion: true))];
        return Table.Of("Transfer of adversarial images", columns, runs, [.. RunCells.Warnings(runs)],
            [
                "Cells: share of the images that the column's model classifies correctly as they are and wrongly after the "
                    + "attack. "
                    + "[low, high]: 95 % Clopper-Pearson interval over these images. *: the images were made with this model's "
                    + "help (white box).",
            ]);
    }

    private static readonly Column<StoredRun>[] Common =
    [
        new("run", "run", run => Cells.Text(RunCells.Name(run))), new("key", "key", run => Cells.Text(run.Manifest.Key)),
        new("attack", "attack", run => Cells.Text(First(run)?.Attack)),
        new("source", "made for", run => Cells.Text(string.Join(" + ", Parts(run).Where(p => p.Crafted).Select(p => p.Model)
            .Distinct()))),
        new("fusion", "fusion", run => Cells.Text(run.Manifest.Question["fusion"]?.ToString())),
        new("norm", "norm", run => Cells.Text(First(run)?.Norm.ToString().ToLowerInvariant())),
            new("epsilon", "distance", run => Cells.Setting(First(run)?.Epsilon)),
        new("images", "images", run => Cells.Count(run.Records.Count)),
    ];

    private static AttackRecord? First(StoredRun run) => run.Of<AttackRecord>() is { Count: > 0 } records ? records[0] : null;

    private static Cell Share(StoredRun run, string target)
    {
        var shown = run.Of<AttackRecord>().Select(r => (r.Label, Part: r.Others?.FirstOrDefault(p => p.Model == target)))
            .Where(p => p.Part is not null).ToList();
        if (shown.Count == 0)
            return Cells.Empty;
        var correct = shown.Where(p => p.Part!.Clean == p.Label).ToList();
        return new ProportionCell(correct.Count(p => p.Part!.Adversarial is int c && c != p.Label),
            correct.Count)
        { Mark = shown[0].Part!.Crafted ? "*" : "" };
    }

    /// <exception cref="RecordFormatException">The run was shown to no model by name.</exception>
    private static IReadOnlyList<TransferPart> Parts(StoredRun run) => run.Of<AttackRecord>() is { Count: > 0 } records
        ? records[0].Others ?? throw new RecordFormatException(
        $"{run.Directory} was shown to no other model: give attack --holdout or a second --model.")
        : [];
}
