using Audit.Records.Runs;

namespace Audit.Tests.Records;

public class ShardTests
{
    private static readonly int[] Items = [.. Enumerable.Range(0, 11).Select(i => i * 20)];

    [Fact]
    public void Select_AllShards_DivideTheItems()
    {
        int[][] parts = [.. Enumerable.Range(1, 3).Select(i => new Shard(i, 3).Select(Items).ToArray())];
        Assert.Equal(Items, parts.SelectMany(p => p).Order());
        Assert.All(parts, part => Assert.InRange(part.Length, 3, 4));
    }

    [Fact]
    public void Parse_OneOfFour_ReadsBackAsItself() => Assert.Equal("1/4", Shard.Parse("1/4").ToString());

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("-1/4")]
    [InlineData("a/b")]
    public void Parse_NotAShard_CarriesTheText(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<Audit.Inputs.UsageException>(() => Shard.Parse(text)).Message);

    [Fact]
    public void Merge_AllShards_IsByteForByteTheUnshardedRun()
    {
        using TemporaryFolder folder = new();
        string whole = Make(folder, "whole", null), second = Make(folder, "b", "2/2"), first = Make(folder, "a", "1/2");
        StoredRun merged = Merge.Shards([second, first], folder.At("merged"));
        Assert.Equal(Run.Read(whole).Manifest.Key, merged.Manifest.Key);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "records.jsonl")),
            File.ReadAllBytes(folder.At("merged/records.jsonl")));
    }

    [Fact]
    public void Merge_MissingUnfinishedOrForeignShard_Refuses()
    {
        using TemporaryFolder folder = new();
        string first = Make(folder, "a", "1/2"), foreign = Make(folder, "c", "2/2", sigma: 0.5);
        string unfinished = Make(folder, "d", "2/2", items: 3);
        Refuses("Expected each shard of 2 once, got 1/2", first);
        Refuses("question.sigma", first, foreign);
        Refuses("unfinished: 2 items are missing", first, unfinished);
        Refuses("Expected each shard of 2 once", first, first);
        Assert.False(Directory.Exists(folder.At("merged")));

        void Refuses(string reason, params string[] shards) => Assert.Contains(reason,
            Assert.Throws<RunConflictException>(() => Merge.Shards(shards, folder.At("merged"))).Message);
    }

    [Fact]
    public void Merge_ItemInTwoShards_Refuses()
    {
        using TemporaryFolder folder = new();
        string[] shards = [.. new[] { 1, 2 }.Select(i =>
        {
            using Run run = Run.OpenOrCreate(folder.At($"{i}"), Samples.Manifest(items: 2) with { Shard = $"{i}/2" });
            Runner.Complete(run, i == 1 ? [0, 40] : [20, 40], index => Samples.Certify(index));
            return run.Directory;
        })];
        Assert.Contains("Item 40 is recorded in more than one shard",
            Assert.Throws<RunConflictException>(() => Merge.Shards(shards, folder.At("merged"))).Message);
        Assert.False(Directory.Exists(folder.At("merged")));
    }

    private static string Make(TemporaryFolder folder, string name, string? shard, double sigma = 0.25, int items = int.MaxValue)
    {
        IReadOnlyList<int> indexes = (shard is null ? Shard.Whole : Shard.Parse(shard)).Select(Items);
        Manifest manifest = Samples.Manifest(sigma: sigma, items: indexes.Count) with { Shard = shard };
        using Run run = Run.OpenOrCreate(folder.At(name), manifest);
        Runner.Complete(run, [.. indexes.Take(items)], index => Samples.Certify(index, sigma));
        return folder.At(name);
    }
}
