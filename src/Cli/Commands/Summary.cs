using Audit.Cli.Terminal;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>What a command prints at its end: the table of its run, on stdout.</summary>
public static class Summary
{
    /// <summary>Prints a run's table as Markdown or JSON.</summary>
    public static void Print(string folder, string kind, bool json) =>
        System.Console.Out.WriteLine(Render([StoredRuns.Read(folder)], new() { Kind = kind },
            new() { Format = json ? "json" : "md", LineLength = StandardStreams.LineLength }));

    /// <summary>A table of runs.</summary>
    public static string Render(IReadOnlyList<StoredRun> runs, TableOptions options, TableLook look) =>
        TableFormat.Render(TableCatalog.Of(runs, options), look).TrimEnd();
}
