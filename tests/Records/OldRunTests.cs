using System.Text.Json.Nodes;
using Audit.Records;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>Runs of earlier versions stay readable, can be continued, and are marked.</summary>
public class OldRunTests
{
    public static TheoryData<string> Kinds => [.. OldRuns.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_RunOfFormat1_GivesItsRecordsUnchained(string kind)
    {
        StoredRun run = Run.Read(Path.Combine(OldRuns.Folder, kind));
        Assert.False(run.IsChained);
        Assert.Equal(0, run.Missing);
        Assert.Equal(OldRuns.Lines(run.Directory).Select(line => (int)JsonNode.Parse(line)!["index"]!),
            run.Records.Select(r => r.Index));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Complete_RunOfFormat1_EndsInTheBytesThatItsVersionWrote(string kind)
    {
        using TemporaryFolder folder = new();
        string whole = Path.Combine(OldRuns.Folder, kind), run = OldRuns.Copy(kind, folder.At("run"));
        string[] lines = OldRuns.Lines(whole);
        StoredRun old = Run.Read(whole);
        OldRuns.Write(run, lines[..1]);
        using (Run open = Run.OpenOrCreate(run, old.Manifest))
            Runner.Complete(open, [.. old.Records.Select(r => r.Index)], index => old.Records.Single(r => r.Index == index));
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "records.jsonl")),
            File.ReadAllBytes(Path.Combine(run, "records.jsonl")));
        Assert.False(File.Exists(Path.Combine(run, "done.json")));
    }

    [Fact]
    public void Merge_OldAndNewShards_IsUnchained()
    {
        using TemporaryFolder folder = new();
        string[] shards = [.. new[] { 1, 2 }.Select(i =>
        {
            using Run run = Run.OpenOrCreate(folder.At($"{i}"), Samples.Manifest(items: 2) with { Shard = $"{i}/2", Format = i });
            Runner.Complete(run, [i, i + 2], index => Samples.Certify(index));
            return run.Directory;
        })];
        StoredRun merged = Merge.Shards(shards, folder.At("merged"));
        Assert.False(merged.IsChained);
        Assert.Equal([1, 2, 3, 4], merged.Records.Select(r => r.Index));
        Assert.DoesNotContain("chain", File.ReadAllText(folder.At("merged/records.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FormatOfALaterVersion_SaysSo()
    {
        using TemporaryFolder folder = new();
        string run = OldRuns.Copy("certify", folder.At("run")), manifest = Path.Combine(run, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest)
            .Replace("\"format\": 1", "\"format\": 3", StringComparison.Ordinal));
        Assert.Contains("format 3 is of a later version", Assert.Throws<RecordFormatException>(() => Run.Read(run)).Message);
    }
}
