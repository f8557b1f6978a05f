using System.Text.Json.Nodes;
using Audit.Cli;
using Audit.Inputs.Settings;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Studies;
using Audit.Studies.Driving;
using Audit.Studies.Repeating;

namespace Audit.Tests.Studies.Repeating;

/// <summary>Runs made again from their own record.</summary>
public sealed class RepetitionTests : IDisposable
{
    private static readonly string Model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private RecordedRun Certified()
    {
        Given words = new(new Dictionary<string, IReadOnlyList<string>>
        {
            ["model"] = [Model],
            ["data"] = ["glyphs"],
            ["sigma"] = ["0.25"],
            ["n"] = ["200"],
            ["skip"] = ["50"],
            ["max"] = ["3"],
        });
        Assert.True(new Driver(new SilentView()).Run(new CertifyForm().Open(words, _ => { }),
            new RunRequest { Folder = folder.At("run"), Words = words }));
        return RecordedRun.Of(Run.Read(folder.At("run")));
    }

    private RepeatedRun Repeat(RecordedRun run, int? most = null) =>
        new Repetition(new SilentView()).Repeat(run, folder.At($"again-{Guid.NewGuid():N}"), most);

    private static RecordedRun With(RecordedRun run, Action<JsonObject>? question = null, Action<JsonObject>? how = null)
    {
        var manifest = run.Manifest with
        {
            Question = (JsonObject)run.Manifest.Question.DeepClone(),
            How = (JsonObject)run.Manifest.How.DeepClone()
        };
        question?.Invoke(manifest.Question);
        how?.Invoke(manifest.How);
        return run with { Manifest = manifest };
    }

    [Fact]
    public void Repeat_OfARun_GivesTheSameRecords_AndSaysWhereItDoesNot()
    {
        var run = Certified();
        var same = Repeat(run);
        Assert.True(same.IsSame, same.Problem);
        Assert.Equal(3, same.Compared);

        ItemRecord[] changed = [.. run.Records!];
        changed[1] = (CertifyRecord)changed[1] with { Radius = 0.0625 };
        var other = Repeat(run with { Records = changed, Digests = [.. changed.Select(RecordDigest.Of)] });
        var (index, fields) = Assert.Single(other.Differences);
        Assert.Equal(changed[1].Index, index);
        Assert.StartsWith("radius 0.0625 -> ", fields, StringComparison.Ordinal);

        // Of a page the digests alone are known.
        var page = Repeat(run with { Records = null, Digests = [.. changed.Select(RecordDigest.Of)] });
        Assert.Equal(changed[1].Index, Assert.Single(page.Differences).Index);
        Assert.Equal(1, Repeat(run, most: 1).Compared);
    }

    [Fact]
    public void Repeat_OfARunWithoutOptions_ReadsItsCommandLine()
    {
        var run = With(Certified(), how: how =>
        {
            how.Remove(Provenance.Options);
            how["command_line"] = $"certify --model {Model} --data glyphs --sigma=0.25 --n 200 --skip 50 --max 3 --out x --json";
        });
        var repeated = Repeat(run);
        Assert.True(repeated.IsSame, repeated.Problem);
    }

    [Fact]
    public void Repeat_OfWhatAsksAnotherQuestionNow_IsRefusedWithTheDifference()
    {
        var run = Certified();
        Assert.Contains("n (there: 300, now: 200)", Repeat(With(run, question: q => q["n"] = 300)).Problem,
            StringComparison.Ordinal);
        Assert.Contains("model_sha256", Repeat(With(run, question: q => q["model_sha256"] = "ab")).Problem,
            StringComparison.Ordinal);
        Assert.Contains("a step of audit review", Repeat(With(run, how: how =>
        {
            how.Remove(Provenance.Options);
            how["command_line"] = "review x";
        })).Problem, StringComparison.Ordinal);
        Assert.Contains("not repeated", Repeat(run with { Manifest = run.Manifest with { Command = "import cohen" } }).Problem,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_ListShowRerun_OnARunFolder()
    {
        Certified();
        Assert.Equal(0, CommandLine.Run(["list", folder.Path, "--json"]));
        Assert.Equal(0, CommandLine.Run(["show", folder.At("run")]));
        Assert.Equal(0, CommandLine.Run(["show", folder.At("run"), "--json"]));
        Assert.Equal(0, CommandLine.Run(["rerun", folder.At("run"), "--max", "1", "--json"]));
    }
}
