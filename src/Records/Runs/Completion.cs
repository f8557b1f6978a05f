using System.Text.Json;

namespace Audit.Records.Runs;

/// <summary>done.json: that a run is finished, and how it ended. The chain alone cannot show that last lines are
/// missing.</summary>
/// <param name="Items">Records of the finished run.</param>
/// <param name="Chain">Chain of the last of them; the run's key where there is none. It stands for all the records.</param>
internal sealed record Completion(int Items, string Chain)
{
    public const string Name = "done.json";

    /// <summary>Null where the run is not finished (or was finished before runs were chained).</summary>
    public static Completion? Read(string directory)
    {
        string path = Path.Combine(directory, Name);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.Completion) : null;
        }
        catch (JsonException e)
        {
            throw new RecordFormatException($"{path}: expected 'items' and 'chain' of the finished run: {e.Message}", e);
        }
    }

    public void Write(string directory) =>
        RunFiles.WriteWhole(Path.Combine(directory, Name), this, indented => indented.Completion);

    /// <exception cref="RecordFormatException">Lines were lost or added since, or the last one is another.</exception>
    public void Check(string path, int lines, string chain, int tail)
    {
        if (lines < Items)
            throw new RecordFormatException(
                $"{path}, line {lines + 1}: the run was finished with {Items} records, the last {Items - lines} are lost. To "
                + $"compute them again, delete {Name}.");
        if (lines > Items)
            throw new RecordFormatException(
                $"{path}, line {Items + 1}: the run was finished with {Items} records, this line was added.");
        if (tail > 0)
            throw new RecordFormatException($"{path}, line {Items + 1}: {tail} bytes were added to the finished run.");
        if (chain != Chain)
            throw new RecordFormatException(
                $"{path}, line {Items}: the chain ends in {chain}, {Name} says {Chain}: the records were replaced.");
    }
}
