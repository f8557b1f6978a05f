using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Inputs;
using Audit.Records.Runs;

namespace Audit.Records.Report;

/// <summary>What a page holds for programs: of each run its manifest and the digests of its records, so that it can be
/// repeated and compared.</summary>
public static class ReportData
{
    private const string Open = "<script type=\"application/json\" id=\"runs\">", Close = "</script>";

    /// <summary>Longest page that is read.</summary>
    private const long Longest = 1L << 30;

    /// <summary>The element; no name in it can end it.</summary>
    internal static void Write(Html page, IReadOnlyList<StoredRun> runs)
    {
        JsonArray all = [.. runs.Select(RecordedRun.Of).Select(run => (JsonNode)new JsonObject
        {
            ["name"] = run.Name,
            ["manifest"] = JsonSerializer.SerializeToNode(run.Manifest, RunJson.Default.Manifest),
            ["indexes"] = new JsonArray([.. run.Indexes.Select(i => (JsonNode)i)]),
            ["digests"] = string.Concat(run.Digests),
        })];
        // Within strings alone can these occur, and there they may be written so.
        string json = all.ToJsonString().Replace("<", "\\u003c", StringComparison.Ordinal)
            .Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal);
        page.Raw(Open).Raw(json).Raw(Close + "\n");
    }

    /// <summary>The runs of a page.</summary>
    /// <exception cref="RecordFormatException">It is no page of this program, or of a version that kept no runs in
    /// it.</exception>
    public static IReadOnlyList<RecordedRun> Read(string path)
    {
        if (new FileInfo(path).Length > Longest)
            throw new RecordFormatException($"{path}: longer than any report.");
        string page = File.ReadAllText(path);
        int start = page.LastIndexOf(Open, StringComparison.Ordinal);
        int end = start < 0 ? -1 : page.IndexOf(Close, start, StringComparison.Ordinal);
        if (end < 0)
            throw new RecordFormatException($"{path}: no report of this program, or one of a version that kept no runs in it.");
        try
        {
            var all = JsonNode.Parse(page[(start + Open.Length)..end]) as JsonArray ?? throw new JsonException("no list of runs");
            return [.. all.Select(Run)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new RecordFormatException($"{path}: its runs cannot be read: {Shown.Text(Causes.FirstLine(e), 300)}", e);
        }
    }

    private static RecordedRun Run(JsonNode? node)
    {
        var run = node as JsonObject ?? throw new JsonException("a run is no object");
        var manifest = run["manifest"]?.Deserialize(RunJson.Default.Manifest) ?? throw new JsonException("a run has no manifest");
        int[] indexes = [.. (run["indexes"] as JsonArray ?? throw new JsonException("a run has no indexes"))
            .Select(i => (i ?? throw new JsonException("an index is null")).GetValue<int>())];
        string digests = run["digests"]?.GetValue<string>() ?? "";
        if (digests.Length != indexes.Length * RecordDigest.Length)
            throw new JsonException($"{indexes.Length} indexes and {digests.Length} digits of digests");
        return new(run["name"]?.GetValue<string>() ?? "run", manifest, indexes,
            [.. indexes.Select((_, i) => digests.Substring(i * RecordDigest.Length, RecordDigest.Length))], null);
    }
}
