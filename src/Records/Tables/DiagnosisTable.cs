using Audit.Records.Diagnosis;
using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>Verdicts of diagnoses, a row each run.</summary>
public static class DiagnosisTable
{
    public const string Kind = "diagnosis";

    private static readonly Column[] Columns =
    [
        new("run", "run"), new("key", "key"), new("defence", "defence"), new("norm", "norm"), new("epsilon", "epsilon"), new("clean", "clean", IsProportion: true),
        new("robust", "robust, standard attack", IsProportion: true), new("adaptive", "robust, adaptive", IsProportion: true),
        new("one_step", "1 one step"), new("black_box", "2 black box"), new("unbounded", "3 unbounded"), new("random_search", "4 random"), new("larger_budget", "5 budget"),
        new("type", "type"), new("verdict", "verdict"), new("findings", "findings"),
    ];

    /// <summary>Each run's diagnosis, derived from its records.</summary>
    /// <exception cref="RecordFormatException">A run is no diagnosis.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs) => new("Diagnosis of gradients", Columns, [.. runs.Select(Row)],
        [.. RunCells.Warnings(runs)],
        [
            "robust: classified correctly before and after projected gradient on cross entropy, one draw a step. adaptive: also after the attacks that the type calls for; empty where none is.",
            "verdict: the gravest finding (pass: none). docs/findings.md explains each finding under its name.",
        ]);

    private static IReadOnlyList<Cell> Row(StoredRun run)
    {
        var d = DiagnosisResult.Of(run);
        var question = d.Evidence.Question;
        return
        [
            new TextCell(RunCells.Name(run)), new TextCell(run.Manifest.Key), new TextCell(question.Defences.Count == 0 ? "none" : string.Join(" ", question.Defences)),
            new TextCell(question.Norm), new SettingCell(question.Epsilon), new ProportionCell(d.Evidence.Probed, d.Evidence.Images),
            Share(d.Before), d.Adaptive is null ? new EmptyCell() : Share(d.After), .. d.Checks.Select(c => new TextCell(c.Verdict.Text())),
            new TextCell(d.Types.Count == 0 ? "none" : string.Join(" ", d.Types.Select(t => t.Name.Replace("-gradients", "", StringComparison.Ordinal)))),
            new TextCell(d.Verdict.Text()), new TextCell(d.Findings.Count == 0 ? "none" : string.Join(", ", d.Findings.Select(f => f.Name))),
        ];
    }

    private static ProportionCell Share(ShareOf share) => new(share.Count, share.Total);
}
