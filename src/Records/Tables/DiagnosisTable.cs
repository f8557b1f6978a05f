using Audit.Records.Diagnosis;
using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>Verdicts of diagnoses, one row per run.</summary>
public static class DiagnosisTable
{
    public const string Kind = "diagnosis";

    private static readonly Column<DiagnosisResult>[] Columns =
    [
        new("run", "run", d => Cells.Text(RunCells.Name(d.Evidence.Run))),
            new("key", "key", d => Cells.Text(d.Evidence.Run.Manifest.Key)),
        new("defence", "defence", d => Cells.Text(Names(d.Evidence.Question.Defences, " "))),
            new("norm", "norm", d => Cells.Text(d.Evidence.Question.Norm)),
        new("epsilon", "epsilon", d => Cells.Setting(d.Evidence.Question.Epsilon)),
        new("clean", "clean", d => Cells.Share(d.Evidence.Probed, d.Evidence.Images), IsProportion: true),
        new("robust", "robust, standard attack", d => Share(d.Before), IsProportion: true),
        new("adaptive", "robust, adaptive", d => d.Adaptive is null ? Cells.Empty : Share(d.After), IsProportion: true),
        Check("one_step", "1 one step", 0), Check("black_box", "2 black box", 1), Check("unbounded", "3 unbounded", 2),
            Check("random_search", "4 random", 3),
        Check("larger_budget", "5 budget", 4),
        new("type", "type", d =>
            Cells.Text(Names([.. d.Types.Select(t => t.Name.Replace("-gradients", "", StringComparison.Ordinal))], " "))),
        new("verdict", "verdict", d => Cells.Text(d.Verdict.Text())),
            new("findings", "findings", d => Cells.Text(Names([.. d.Findings.Select(f => f.Name)], ", "))),
    ];

    /// <summary>Each run's diagnosis, derived from its records.</summary>
    /// <exception cref="RecordFormatException">A run is no diagnosis.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs) =>
        Table.Of("Diagnosis of gradients", Columns, runs.Select(DiagnosisResult.Of),
        [.. RunCells.Warnings(runs)],
        [
            "robust: classified correctly before and after projected gradient on cross entropy, one draw a step. adaptive: also "
                + "after the attacks that the type calls for; empty where none is.",
            "verdict: the gravest finding (pass: none). docs/findings.md explains each finding under its name.",
        ]);

    private static Column<DiagnosisResult> Check(string key, string header, int check) =>
        new(key, header, d => Cells.Text(d.Checks[check].Verdict.Text()));

    private static string Names(IReadOnlyList<string> names, string separator) =>
        names.Count == 0 ? "none" : string.Join(separator, names);

    private static Cell Share(ShareOf share) => Cells.Share(share.Count, share.Total);
}
