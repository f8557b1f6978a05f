using System.Globalization;
using Audit.Inputs;

namespace Audit.Records.Runs;

/// <summary>A run folder at a glance: its manifest, and how far it came. Its records are counted, not checked.</summary>
/// <param name="Folder">Its path.</param>
/// <param name="Manifest">What was asked; null where it cannot be read.</param>
/// <param name="Lines">Whole lines of its records.</param>
/// <param name="IsDone">Whether it says that it is finished.</param>
/// <param name="Problem">Why it cannot be used; null for nothing.</param>
public sealed record ListedRun(string Folder, Manifest? Manifest, int Lines, bool IsDone, string? Problem)
{
    private const int Deepest = 8;

    /// <summary>finished, unfinished, or unusable.</summary>
    public string State => Problem is not null ? "unusable" : IsDone || Lines == Manifest?.Items ? "finished" : "unfinished";

    /// <summary>"37 of 500".</summary>
    public string Progress => Manifest?.Items is { } items && items != Lines
        ? string.Create(CultureInfo.InvariantCulture, $"{Lines} of {items}")
        : Lines.ToString(CultureInfo.InvariantCulture);

    /// <summary>The run folders in and below a folder, the oldest first.</summary>
    /// <exception cref="UsageException">There is no such folder.</exception>
    public static IReadOnlyList<ListedRun> Below(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"{Shown.Name(folder, 200)}: there is no such folder");
        EnumerationOptions all = new()
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = Deepest,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        return [.. Directory.EnumerateFiles(folder, RunFiles.ManifestName, all)
            .Select(path => Of(Path.GetRelativePath(Environment.CurrentDirectory, Path.GetDirectoryName(path)!)))
            .OrderBy(run => run.Manifest?.Started, StringComparer.Ordinal).ThenBy(run => run.Folder, StringComparer.Ordinal)];
    }

    private static ListedRun Of(string folder)
    {
        try
        {
            string records = Path.Combine(folder, RunFiles.RecordsName);
            int lines = File.Exists(records) ? File.ReadLines(records).Count() : 0;
            return new(folder, RunFiles.ReadManifest(folder), lines, Completion.Read(folder) is not null, null);
        }
        catch (Exception e) when (e is RecordFormatException or IOException or UnauthorizedAccessException)
        {
            return new(folder, null, 0, false, e.Message);
        }
    }
}
