using Audit.Inputs;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Tests.Records;

public class ListedRunTests
{
    [Fact]
    public void Below_FindsEveryRun_AndSaysHowFarItCame()
    {
        using TemporaryFolder folder = new();
        OldRuns.Chained("certify", folder.At("a/b/whole"));
        string part = OldRuns.Chained("certify", folder.At("part")), records = Path.Combine(part, "records.jsonl");
        File.WriteAllLines(records, File.ReadAllLines(records).SkipLast(1));
        File.Delete(Path.Combine(part, "done.json"));
        Directory.CreateDirectory(folder.At("broken"));
        File.WriteAllText(folder.At("broken/manifest.json"), "{");
        var runs = ListedRun.Below(folder.Path).ToDictionary(run => Path.GetFileName(run.Folder));
        Assert.Equal(["broken", "part", "whole"], runs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("finished", runs["whole"].State);
        Assert.Equal("certify", runs["whole"].Manifest!.Command);
        Assert.Equal("unusable", runs["broken"].State);
        Assert.Equal(runs["whole"].Lines - 1, runs["part"].Lines);
        string text = TableFormat.Render(RunListTable.Of([.. runs.Values]), "md");
        Assert.Contains("sigma", text, StringComparison.Ordinal);
        Assert.Contains("not a manifest", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Below_WhereThereIsNoFolder_IsRefused()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<UsageException>(() => ListedRun.Below(folder.At("none")));
    }
}
