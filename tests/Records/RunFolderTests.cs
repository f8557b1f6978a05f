using Audit.Inputs;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>What a run does to its folder, and what happens to it when others touch the folder.</summary>
public class RunFolderTests
{
    private static readonly int[] Items = [0, 20, 40, 60];

    [Fact]
    public void Append_FolderDeletedMeanwhile_IsNoticedBeforeTheNextItem()
    {
        using TemporaryFolder folder = new();
        using Run run = Run.OpenOrCreate(folder.At("run"), Samples.Manifest());
        int computed = 0;
        RunConflictException e = Assert.Throws<RunConflictException>(() => Runner.Complete(run, Items, index =>
        {
            computed++;
            return Samples.Certify(index);
        }, (done, _) =>
        {
            if (done == 2)
                Directory.Delete(folder.At("run"), recursive: true);
        }));
        Assert.Contains("records.jsonl is gone: the run folder was deleted", e.Message);
        Assert.Equal(2, computed);
        Assert.False(Directory.Exists(folder.At("run")));
    }

    [Fact]
    public void Append_FolderDeletedDuringTheItem_IsNoticedWithIt()
    {
        using TemporaryFolder folder = new();
        using Run run = Run.OpenOrCreate(folder.At("run"), Samples.Manifest());
        Assert.Throws<RunConflictException>(() => Runner.Complete(run, Items, index =>
        {
            Directory.Move(folder.At("run"), folder.At("elsewhere"));
            return Samples.Certify(index);
        }));
    }

    [Fact]
    public void Read_ARetractedRun_IsRefusedWithItsReason()
    {
        using TemporaryFolder folder = new();
        using (Run run = Run.OpenOrCreate(folder.At("run"), Samples.Manifest()))
        {
            run.Append(Samples.Certify(0));
            run.Retract("votes do not repeat");
        }
        foreach (var read in (Action[])[() => Run.Read(folder.At("run")), () =>
            Run.OpenOrCreate(folder.At("run"), Samples.Manifest()).Dispose()])
            Assert.EndsWith("was retracted, its records are not to be used: votes do not repeat",
                Assert.ThrowsAny<Exception>(read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_FileChangedMeanwhile_Refuses()
    {
        using TemporaryFolder folder = new();
        using Run run = Run.OpenOrCreate(folder.At("run"), Samples.Manifest());
        run.Append(Samples.Certify(0));
        File.AppendAllText(folder.At("run/records.jsonl"), "x");
        Assert.Contains("another program writes to it", Assert.Throws<RunConflictException>(() =>
            run.Append(Samples.Certify(20))).Message);
        Assert.EndsWith("}\nx", File.ReadAllText(folder.At("run/records.jsonl")), StringComparison.Ordinal);
    }

    /// <summary>An attack that was stopped within its first block has settled something: the question stays with it.</summary>
    [Fact]
    public void Dispose_NoRecords_ButABlockInProgress_KeepsTheRun()
    {
        using TemporaryFolder folder = new();
        using (Run run = Run.OpenOrCreate(folder.At("run"), Samples.Manifest()))
            File.WriteAllText(Path.Combine(run.Directory, "unfinished.json"), "");
        Assert.Empty(Run.Read(folder.At("run")).Records);
    }

    [Fact]
    public void Complete_ThrowsBeforeTheFirstRecord_LeavesNothing()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<TimeoutException>(() =>
        {
            using Run run = Run.OpenOrCreate(folder.At("a/b/run"), Samples.Manifest());
            Runner.Complete(run, Items, _ => throw new TimeoutException());
        });
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Complete_ThrowsInAFolderThatHoldsSomethingElse_LeavesThat()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.At("run"));
        File.WriteAllText(folder.At("run/notes.txt"), "mine");
        Assert.Throws<TimeoutException>(() =>
        {
            using Run run = Run.OpenOrCreate(folder.At("run"), Samples.Manifest());
            Runner.Complete(run, Items, _ => throw new TimeoutException());
        });
        Assert.Equal([folder.At("run/notes.txt")], Directory.GetFileSystemEntries(folder.At("run")));
    }

    [Fact]
    public void Complete_CancelledBeforeTheFirstRecord_KeepsTheRun()
    {
        using TemporaryFolder folder = new();
        using (Run run = Run.OpenOrCreate(folder.At("run"), Samples.Manifest(items: 4)))
            Assert.False(Runner.Complete(run, Items, _ => throw new TimeoutException(), cancel: new(canceled: true)));
        Assert.Equal(4, Run.Read(folder.At("run")).Missing);
    }

    [Fact]
    public void Complete_NoItems_IsAFinishedRun()
    {
        using TemporaryFolder folder = new();
        using (Run run = Run.OpenOrCreate(folder.At("run"), Samples.Manifest(items: 0)))
            Assert.True(Runner.Complete(run, [], _ => throw new TimeoutException()));
        Assert.Empty(Run.Read(folder.At("run")).Records);
        Assert.True(File.Exists(folder.At("run/done.json")));
    }

    [Fact]
    public void OpenOrCreate_WhatCannotBeWritten_LeavesNothing()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("file"), "");
        Assert.Throws<UsageException>(() => Run.OpenOrCreate(folder.At("file/run"), Samples.Manifest()));
        // More than any disk has.
        IOException e = Assert.Throws<IOException>(() => Run.OpenOrCreate(folder.At("new/run"), Samples.Manifest(items: 1 << 20),
            bytesPerItem: 1L << 40));
        Assert.Contains($"{folder.At("new/run")} has no room for the 1048576 items of the run, which need about "
            + $"1125899907891200 KiB", e.Message);
        Assert.Equal([folder.At("file")], Directory.GetFileSystemEntries(folder.Path));
    }
}
