using System.Text.Json.Nodes;
using Audit.Studies;
using Audit.Studies.Driving;

namespace Audit.Tests.Studies;

/// <summary>Questions and keys of runs as versions before the studies wrote them: a run that was begun then is continued
/// now.</summary>
public sealed class QuestionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static readonly TheoryData<string> Commands = ["certify", "spoof", "attack", "diagnose"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Question_OfEveryKindOfStudy_IsTheStoredOne(string command)
    {
        var cases = Stored("questions.json").Where(c => c["arguments"]!.GetValue<string>()
            .StartsWith(command + " ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(cases);
        foreach (var stored in cases)
        {
            string line = stored["arguments"]!.GetValue<string>();
            var (work, request) = StudyLine.Open(StudyLine.Words(line, folder,
                [("{bounds}", Certificates(stored)), ("{smoothed}", Certificates(stored))]));
            var indexes = request.Shard.Select(work.Indexes);
            var manifest = Provenance.Manifest(work, indexes.Count, request);
            Assert.Equal(command, manifest.Command);
            Assert.True(stored["question"]!.ToJsonString() == manifest.Question.ToJsonString(),
                $"{line}\nthen {stored["question"]!.ToJsonString()}\nnow  {manifest.Question.ToJsonString()}");
            Assert.Equal(stored["key"]!.GetValue<string>(), manifest.Key);
            Assert.Equal(stored["shard"]?.GetValue<string>(), manifest.Shard);
            Assert.Equal(stored["items"]!.GetValue<int>(), manifest.Items);
        }
    }

    [Fact]
    public void Training_OfEveryRecipe_HasTheStoredKey()
    {
        foreach (var stored in Stored("trainings.json"))
        {
            string line = stored["arguments"]!.GetValue<string>();
            var given = StudyLine.Given(StudyLine.Words(line + " --out " + folder.At("unused.safetensors"), folder),
                TrainForm.Options);
            var study = TrainForm.Open(given).Study;
            Assert.True(stored["options"]!.GetValue<string>() == study.Options.ToString(),
                $"{line}\nthen {stored["options"]!.GetValue<string>()}\nnow  {study.Options}");
            Assert.Equal(stored["key"]!.GetValue<string>(), study.Key);
        }
    }

    /// <summary>The run whose certificates a stored question examines, made again.</summary>
    private string Certificates(JsonNode stored)
    {
        if (stored["certificates"] is not { } line)
            return "";
        string path = folder.At("certificates-" + stored["key"]!.GetValue<string>());
        if (!Directory.Exists(path))
        {
            var (work, request) = StudyLine.Open([.. StudyLine.Words(line.GetValue<string>(), folder), "--out", path]);
            Assert.True(new Driver(new SilentView()).Run(work, request));
        }
        return path;
    }

    private static IEnumerable<JsonNode> Stored(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Golden", name)))!.AsArray().Select(n => n!);
}
