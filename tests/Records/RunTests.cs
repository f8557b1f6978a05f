using System.Text.Json.Nodes;
using Audit.Records;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

public class RunTests
{
    private static readonly int[] Items = [0, 20, 40, 60];

    [Fact]
    public void Complete_ResumedAfterATearAtAnyByte_EndsInIdenticalRecords()
    {
        using TemporaryFolder whole = new();
        Finish(whole.Path);
        byte[] records = File.ReadAllBytes(whole.At("records.jsonl"));
        for (int length = 0; length <= records.Length; length += 7)
        {
            using TemporaryFolder torn = new();
            File.Copy(whole.At("manifest.json"), torn.At("manifest.json"));
            File.WriteAllBytes(torn.At("records.jsonl"), records[..length]);
            int complete = records[..length].Count(b => b == '\n');
            Assert.Equal(complete, Run.Read(torn.Path).Records.Count);
            Assert.Equal(length, new FileInfo(torn.At("records.jsonl")).Length); // reading changes nothing
            Assert.Equal(Items.Length - complete, Finish(torn.Path));
            Assert.Equal(records, File.ReadAllBytes(torn.At("records.jsonl")));
        }
    }

    [Fact]
    public void Complete_Cancelled_KeepsWhatIsDoneAndResumes()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource source = new();
        List<(int, int)> progress = [];
        using (Run run = Run.OpenOrCreate(folder.Path, Samples.Manifest()))
        {
            Assert.False(Runner.Complete(run, Items, index =>
            {
                if (index == 20)
                    source.Cancel();
                return Samples.Certify(index);
            }, (done, total) => progress.Add((done, total)), source.Token));
            Assert.Equal([0, 20], run.Records.Select(r => r.Index));
        }

        Assert.Equal([(0, 4), (1, 4), (2, 4)], progress);
        Assert.Equal(2, Finish(folder.Path));
        Assert.Equal(4, File.ReadAllLines(folder.At("timing.jsonl")).Length);
    }

    [Fact]
    public void Complete_ComputeThrows_KeepsTheItemsBefore()
    {
        using TemporaryFolder folder = new();
        using (Run run = Run.OpenOrCreate(folder.Path, Samples.Manifest()))
            Assert.Throws<TimeoutException>(() => Runner.Complete(run, Items,
                index => index < 40 ? Samples.Certify(index) : throw new TimeoutException()));
        Assert.Equal(2, Run.Read(folder.Path).Records.Count);
    }

    [Fact]
    public void Complete_RecordsOfOtherItems_Refuses()
    {
        using TemporaryFolder folder = new();
        Finish(folder.Path);
        using Run run = Run.OpenOrCreate(folder.Path, Samples.Manifest());
        Assert.Throws<RunConflictException>(() => Runner.Complete(run, [0, 10, 20, 30, 40], index => Samples.Certify(index)));
    }

    [Fact]
    public void OpenOrCreate_OtherQuestion_NamesTheDifferingOptionsAndChangesNothing()
    {
        using TemporaryFolder folder = new();
        Finish(folder.Path);
        byte[] before = File.ReadAllBytes(folder.At("manifest.json"));
        Manifest other = Samples.Manifest(sigma: 0.5);
        other.Question.Remove("n0");
        RunConflictException e = Assert.Throws<RunConflictException>(() => Run.OpenOrCreate(folder.Path, other));
        Assert.Contains("question.n0 (there: 100, now: absent); question.sigma (there: 0.25, now: 0.5)", e.Message);
        Assert.DoesNotContain("alpha", e.Message);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal(before, File.ReadAllBytes(folder.At("manifest.json")));
    }

    [Fact]
    public void Key_DependsOnTheQuestionOnly()
    {
        Manifest a = Samples.Manifest();
        Manifest b = a with { How = new JsonObject { ["threads"] = 64 }, Started = "2026-01-01T00:00:00Z", Items = 9 };
        JsonObject reordered = new(a.Question.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
        Assert.Equal(a.Key, b.Key);
        Assert.Equal(a.Key, (a with { Question = reordered }).Key);
        Assert.Equal(16, a.Key.Length);
        Assert.NotEqual(a.Key, Samples.Manifest(sigma: 0.5).Key);
        Assert.NotEqual(a.Key, Samples.Manifest(command: "spoof").Key);
        Assert.NotEqual(a.Key, (a with { Shard = "1/2" }).Key);
        Assert.Equal(a.Key, (a with { Shard = "1/2" }).WithoutShard().Key);
    }

    [Fact]
    public void Key_NestedObjects_DoesNotDependOnTheOrderOfTheirKeysButOnThatOfLists()
    {
        string Key(string json) => (Samples.Manifest() with { Question = (JsonObject)JsonNode.Parse(json)! }).Key;
        string key = Key("""{"a":{"x":1,"y":{"p":[1,2],"q":null}},"b":[{"u":1,"v":2}]}""");
        Assert.Equal(key, Key("""{"b":[{"v":2,"u":1}],"a":{"y":{"q":null,"p":[1,2]},"x":1}}"""));
        Assert.NotEqual(key, Key("""{"a":{"x":1,"y":{"p":[2,1],"q":null}},"b":[{"u":1,"v":2}]}"""));
        Assert.NotEqual(key, Key("""{"a":{"x":1,"y":{"p":[1,2],"q":null}},"b":[{"u":2,"v":1}]}"""));
    }

    [Fact]
    public void OpenOrCreate_WhileAnotherAppends_SaysSoAndReadersStillRead()
    {
        using TemporaryFolder folder = new();
        using Run run = Run.OpenOrCreate(folder.Path, Samples.Manifest());
        run.Append(Samples.Certify(0));
        RunConflictException e = Assert.Throws<RunConflictException>(() => Run.OpenOrCreate(folder.Path, Samples.Manifest()));
        Assert.Contains("being written by another process", e.Message);
        Assert.Single(Run.Read(folder.Path).Records);
    }

    [Fact]
    public void Read_EditedManifest_IsRefused()
    {
        using TemporaryFolder folder = new();
        Finish(folder.Path);
        string path = folder.At("manifest.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("0.25", "0.5"));
        Assert.Contains("was it edited?", Assert.Throws<RecordFormatException>(() => Run.Read(folder.Path)).Message);
    }

    [Fact]
    public void Read_NoRunFolder_SaysSo()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("is no run folder", Assert.Throws<RecordFormatException>(() => Run.Read(folder.Path)).Message);
    }

    /// <summary>Completes the run and returns how many items had to be computed.</summary>
    private static int Finish(string path)
    {
        int computed = 0;
        using Run run = Run.OpenOrCreate(path, Samples.Manifest());
        Assert.True(Runner.Complete(run, Items, index =>
        {
            computed++;
            return Samples.Certify(index);
        }));
        return computed;
    }
}
