using System.Text.Json.Nodes;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Studies.Driving;
using Audit.Tests.Records;

namespace Audit.Tests.Studies;

/// <summary>The driver with a study whose records are known.</summary>
public sealed class DriverTests : IDisposable
{
    private const int Items = 23;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private sealed record Known : Study
    {
        public override string Command => "certify";

        public override string Table => "certified-accuracy";

        protected override void Describe(JsonObject question) => question["sigma"] = 0.25;
    }

    /// <summary>Notes which items it is asked for; may be stopped in the middle.</summary>
    private sealed class Work(int block, bool matters) : StudyWork
    {
        public List<int[]> Asked { get; } = [];

        public int? StopsAt { get; init; }

        public override Study Study { get; } = new Known();

        public override IReadOnlyList<int> Indexes { get; } = [.. Enumerable.Range(0, Items).Select(i => 3 * i)];

        public override int BlockSize => block;

        public override bool BlocksMatter => matters;

        public override (string, Func<ItemRecord, bool>)? Tally => ("of class 0", r => r is CertifyRecord { Class: 0 });

        public override JsonObject How => [];

        public override int Label(int index) => Samples.Certify(index).Label;

        public override IReadOnlyList<ItemRecord> Records(Block asked)
        {
            Asked.Add([.. asked.Indexes]);
            asked.Report(asked.Indexes.Count / 2.0, "halfway");
            if (asked.Indexes.Contains(StopsAt ?? -1))
                throw new OperationCanceledException();
            return [.. asked.Indexes.Select(i => Samples.Certify(i))];
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    [InlineData(100, true)]
    public void Run_WhateverTheBlocks_RecordsAreThose(int block, bool matters)
    {
        var (work, view) = (new Work(block, matters), new SilentView());
        Assert.True(new Driver(view).Run(work, new() { Folder = folder.At("run") }));
        Assert.Equal(work.Indexes, Run.Read(folder.At("run")).Records.Select(r => r.Index));
        Assert.Equal(work.Indexes.Chunk(block), work.Asked);
        Assert.Equal(view.Reports.Select(r => r.Done).Order(), view.Reports.Select(r => r.Done));
        Assert.Equal(Items, view.Reports[^1].Done);
        Assert.Equal($"images, {work.Indexes.Count(i => Samples.Certify(i).Class == 0)} of class 0", view.Reports[^1].Detail);
        Assert.Contains(view.Reports, r => r.Detail.StartsWith("halfway, ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_ContinuedInsideABlock_MakesWhatItMust(bool matters)
    {
        new Driver(new SilentView()).Run(new Work(5, matters), new() { Folder = folder.At("whole") });
        // Seven records are there: the second block of five is begun.
        Directory.CreateDirectory(folder.At("cut"));
        File.Copy(folder.At("whole/manifest.json"), folder.At("cut/manifest.json"));
        File.WriteAllLines(folder.At("cut/records.jsonl"), File.ReadLines(folder.At("whole/records.jsonl")).Take(7));
        var work = new Work(5, matters);
        Assert.True(new Driver(new SilentView()).Run(work, new() { Folder = folder.At("cut") }));
        Assert.Equal(matters ? [15, 18, 21, 24, 27] : [21, 24, 27], work.Asked[0]);
        Assert.Equal([30, 33, 36, 39, 42], work.Asked[1]);
        Assert.Equal(File.ReadAllText(folder.At("whole/records.jsonl")), File.ReadAllText(folder.At("cut/records.jsonl")));
    }

    [Fact]
    public void Run_StoppedInsideABlock_KeepsTheBlocksBefore_AndContinues()
    {
        Assert.Throws<OperationCanceledException>(() => new Driver(new SilentView())
            .Run(new Work(5, true) { StopsAt = 33 }, new() { Folder = folder.At("run") }));
        Assert.Equal(10, Run.Read(folder.At("run")).Records.Count);
        var work = new Work(5, true);
        Assert.True(new Driver(new SilentView()).Run(work, new() { Folder = folder.At("run") }));
        Assert.Equal(3, work.Asked.Count);
        Assert.Equal(Items, Run.Read(folder.At("run")).Records.Count);
    }

    [Fact]
    public void Run_Shards_DivideTheItems_AndMergeToTheWhole()
    {
        new Driver(new SilentView()).Run(new Work(4, false), new() { Folder = folder.At("whole") });
        for (int i = 1; i <= 3; i++)
            new Driver(new SilentView()).Run(new Work(4, false), new() { Folder = folder.At($"part{i}"), Shard = new(i, 3) });
        Merge.Shards([folder.At("part2"), folder.At("part1"), folder.At("part3")], folder.At("merged"));
        Assert.Equal(Run.Read(folder.At("whole")).Manifest.Key, Run.Read(folder.At("merged")).Manifest.Key);
        Assert.Equal(File.ReadAllText(folder.At("whole/records.jsonl")), File.ReadAllText(folder.At("merged/records.jsonl")));
    }
}
