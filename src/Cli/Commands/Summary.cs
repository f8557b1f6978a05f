using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>What a command prints at its end: the table of its run, on stdout.</summary>
public static class Summary
{
    /// <summary>The tables there are, by the name that the command line uses.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [CertifiedAccuracyTable.Kind, SpoofedRadiusTable.Kind, DecisionsTable.Kind, DatasetTable.Kind, RobustErrorTable.Kind, AttackTable.Kind, TransferTable.Kind, DiagnosisTable.Kind, VerifiedTable.Kind];

    /// <summary>Prints a run's table as Markdown or JSON.</summary>
    public static void Print(string folder, string kind, bool json) =>
        System.Console.Out.WriteLine(Render([Records.Runs.Run.Read(folder)], kind, json ? "json" : "md"));

    /// <summary>A table of runs.</summary>
    public static string Render(IReadOnlyList<StoredRun> runs, string kind, string format, IReadOnlyList<double>? radii = null,
        double? simultaneous = null, double confidence = 0.95) => TableFormat.Render(kind switch
        {
            CertifiedAccuracyTable.Kind => CertifiedAccuracyTable.Of(runs, radii, simultaneous),
            DecisionsTable.Kind => DecisionsTable.Of(runs),
            DatasetTable.Kind => DatasetTable.Of(runs, radii, confidence),
            RobustErrorTable.Kind => RobustErrorTable.Of(runs),
            SpoofedRadiusTable.Kind => SpoofedRadiusTable.Of(runs),
            AttackTable.Kind => AttackTable.Of(runs),
            TransferTable.Kind => TransferTable.Of(runs),
            DiagnosisTable.Kind => DiagnosisTable.Of(runs),
            VerifiedTable.Kind => VerifiedTable.Of(runs, radii),
            _ => throw new UsageException($"expected a table out of {string.Join(", ", Kinds)}, got '{kind}'"),
        }, format).TrimEnd();
}
