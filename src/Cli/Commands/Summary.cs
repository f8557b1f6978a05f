using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>What a command prints at its end: the table of its run, on stdout.</summary>
public static class Summary
{
    /// <summary>Prints a run's table as Markdown or JSON.</summary>
    public static void Print(string folder, string kind, bool json) =>
        System.Console.Out.WriteLine(Render([Records.Runs.Run.Read(folder)], kind, json ? "json" : "md"));

    /// <summary>A table of runs.</summary>
    public static string Render(IReadOnlyList<StoredRun> runs, string kind, string format, IReadOnlyList<double>? radii = null) => TableFormat.Render(kind switch
    {
        CertifiedAccuracyTable.Kind => CertifiedAccuracyTable.Of(runs, radii),
        SpoofedRadiusTable.Kind => SpoofedRadiusTable.Of(runs),
        _ => throw new ArgumentException($"expected a table out of {CertifiedAccuracyTable.Kind}, {SpoofedRadiusTable.Kind}, got '{kind}'"),
    }, format).TrimEnd();
}
