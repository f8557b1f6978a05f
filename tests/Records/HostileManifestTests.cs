using System.Text.Json.Nodes;
using Audit.Records;
using Audit.Records.Diagnosis;
using Audit.Records.Plots;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>A manifest may come from others: values of another kind than ours are named, not an internal error.</summary>
public class HostileManifestTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("true")]
    public void Texts_OfAnotherKind_AreNamed(string json)
    {
        var manifest = With("class_names", json);
        Assert.Contains("'class_names' of the question must be a list of texts",
            Assert.Throws<RecordFormatException>(() => manifest.Texts("class_names")).Message);
        Assert.Contains("'class_names' of the question must be a text",
            Assert.Throws<RecordFormatException>(() => manifest.Text("class_names")).Message);
    }

    [Fact]
    public void Values_OfTheirKind_AreRead()
    {
        Assert.Equal(["a", "b"], With("defence", """["a","b"]""").Texts("defence"));
        Assert.Equal(0.25, With("sigma", "0.25").Number("sigma"));
        Assert.Equal("uniform", With("noise", "\"uniform\"").Text("noise"));
        Assert.Null(With("x", "1").Text("noise"));
        Assert.Null(With("x", "1").Number("sigma"));
        Assert.Throws<RecordFormatException>(() => With("sigma", "\"0,25\"").Number("sigma"));
    }

    [Fact]
    public void FiguresAndDiagnoses_OfHostileManifests_SayWhatIsWrong()
    {
        using TemporaryFolder folder = new();
        StoredRun run = SpoofRunFolder.Make(folder.At("run"), 2);
        Assert.Throws<RecordFormatException>(() => ImageGrid.Of(run with { Manifest = With("class_names", "[1]") }));
        var diagnosis = new Manifest
        {
            Command = "diagnose",
            Question = (JsonObject)JsonNode.Parse(
            """{"norm":"linf","epsilon":0.1,"steps":4,"step_size":0.25,"defence":[1]}""")!
        };
        Assert.Throws<RecordFormatException>(() => new DiagnosisQuestion(new StoredRun("r", diagnosis, [])));
    }

    [Theory]
    [InlineData("{\"command\":\"certify\",\"question\":{\"a\":\"\\ud800\"}}")]
    [InlineData("{\"command\":\"certify\",\"question\":{\"\\udc00\":1}}")]
    public void TextThatIsNoUnicode_IsNamed(string json)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("manifest.json"), json);
        Assert.Contains("a text is not valid Unicode", Assert.Throws<RecordFormatException>(() => Run.Read(folder.Path)).Message);
    }

    private static Manifest With(string key, string json) =>
        Samples.Manifest() with { Question = new JsonObject { [key] = JsonNode.Parse(json) } };
}
