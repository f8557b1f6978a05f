using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>Runs of every kind, as the program wrote them before lines were chained (format 1), and copies of them.</summary>
internal static class OldRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<(string Name, byte[] Bytes)>>> Rewritten = new();

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Golden", "runs");

    public static IReadOnlyList<string> Kinds { get; } = [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    /// <summary>A copy to be changed.</summary>
    public static string Copy(string kind, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string name in new[] { "manifest.json", "records.jsonl" })
            File.Copy(Path.Combine(Folder, kind, name), Path.Combine(to, name));
        return to;
    }

    /// <summary>The same run as the program writes it now.</summary>
    public static string Chained(string kind, string to)
    {
        Directory.CreateDirectory(to);
        foreach ((string name, byte[] bytes) in Rewritten.GetOrAdd(kind, new Lazy<IReadOnlyList<(string, byte[])>>(() => Rewrite(kind))).Value)
            File.WriteAllBytes(Path.Combine(to, name), bytes);
        return to;
    }

    private static IReadOnlyList<(string, byte[])> Rewrite(string kind)
    {
        using TemporaryFolder folder = new();
        StoredRun old = Run.Read(Path.Combine(Folder, kind));
        using (Run run = Run.OpenOrCreate(folder.At("run"), old.Manifest with { Format = 2 }))
            Runner.Complete(run, [.. old.Records.Select(r => r.Index)], index => old.Records.Single(r => r.Index == index));
        return [.. new[] { "manifest.json", "records.jsonl", "done.json" }.Select(name => (name, File.ReadAllBytes(folder.At($"run/{name}"))))];
    }

    public static string[] Lines(string folder) => File.ReadAllLines(Path.Combine(folder, "records.jsonl"));

    public static void Write(string folder, IEnumerable<string> lines) => File.WriteAllText(Path.Combine(folder, "records.jsonl"), string.Concat(lines.Select(line => line + "\n")));

    /// <summary>A line without its chain.</summary>
    public static string Body(string line) => line[..^("\"chain\":\"".Length + 32 + 3)] + "}";

    /// <summary>The chain as docs/records.md defines it, computed by itself.</summary>
    public static string Chain(string previous, string body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(previous + "\n" + body)))[..32];

    /// <summary>Lines with a chain that is right for them, whatever they say: what a forger would write, who also adapts done.json.</summary>
    public static void Forge(string folder, IEnumerable<string> lines)
    {
        string chain = Run.Read(folder).Manifest.Key;
        List<string> forged = [];
        foreach (string line in lines)
        {
            JsonObject record = (JsonObject)JsonNode.Parse(line)!;
            record.Remove("chain");
            string body = record.ToJsonString();
            chain = Chain(chain, body);
            forged.Add($"{body[..^1]},\"chain\":\"{chain}\"}}");
        }

        Write(folder, forged);
        File.WriteAllText(Path.Combine(folder, "done.json"), $$"""{"items":{{forged.Count}},"chain":"{{chain}}"}""");
    }
}
