using Audit.Records;
using Audit.Records.Runs;

namespace Audit.Cli.Terminal;

/// <summary>Run folders as commands read them.</summary>
public static class StoredRuns
{
    /// <summary>Reads and checks a run; says on stderr where its lines are not chained.</summary>
    /// <exception cref="RecordFormatException">The folder is no run, or was changed since it was written.</exception>
    public static StoredRun Read(string folder)
    {
        var run = Run.Read(folder);
        if (run.Doubt is { } doubt)
            Errors.Warn(doubt);
        return run;
    }
}
