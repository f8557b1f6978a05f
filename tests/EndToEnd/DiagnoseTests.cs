using System.Text.Json.Nodes;

namespace Audit.Tests.EndToEnd;

/// <summary>audit diagnose as users run it.</summary>
public class DiagnoseTests
{
    private static readonly string Model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");

    private static readonly string[] Diagnose = ["diagnose", "--model", Model, "--data", "glyphs", "--epsilon", "8/255", "--max",
        "55", "--steps", "4", "--random", "2", "--queries", "5", "--ensemble", "2", "--no-sweeps"];

    [Fact]
    public void Diagnose_RecordsOnce_AndTableAndTextAreReadFromThem()
    {
        using var folder = new TemporaryFolder();
        var first = Run([.. Diagnose, "--defence", "bits:1", "--out", folder.At("run"), "--json"]);
        var json = JsonNode.Parse(first)!;
        Assert.Equal("fail", (string)json["verdict"]!);
        Assert.Contains("shattered-gradients", json["findings"]!.AsArray().Select(f => (string)f!["name"]!));
        string records = File.ReadAllText(folder.At("run/records.jsonl"));
        Assert.Equal(55, records.Count(c => c == '\n'));
        // Finished: nothing is computed again.
        Assert.Equal(first, Run([.. Diagnose, "--defence", "bits:1", "--out", folder.At("run"), "--json"]));
        Assert.Equal(records, File.ReadAllText(folder.At("run/records.jsonl")));
        string table = Run("table", folder.At("run"), "--kind", "diagnosis");
        Assert.Contains("bits:1", table, StringComparison.Ordinal);
        Assert.Contains("shattered", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnose_CutShortAfterABlock_ContinuesToTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        Run([.. Diagnose, "--out", folder.At("whole")]);
        Run([.. Diagnose, "--out", folder.At("cut")]);
        string file = folder.At("cut/records.jsonl");
        string[] lines = File.ReadAllLines(file);
        // Inside the first block: the block is examined again as a whole.
        File.WriteAllText(file, string.Join('\n', lines.Take(7)) + "\n{\"type\":\"diagn");
        File.Delete(folder.At("cut/done.json"));
        Run([.. Diagnose, "--out", folder.At("cut")]);
        Assert.Equal(File.ReadAllText(folder.At("whole/records.jsonl")), File.ReadAllText(file));
    }

    [GnuplotFact]
    public void DistortionCurve_IsDrawnFromTheRecords()
    {
        using var folder = new TemporaryFolder();
        Run([.. Diagnose, "--max", "20", "--out", folder.At("run")]);
        Run("plot", folder.At("run"), "--kind", "distortion", "--out", folder.At("curve.svg"));
        Assert.Contains("<svg", File.ReadAllText(folder.At("curve.svg")), StringComparison.Ordinal);
        string[] data = File.ReadAllLines(folder.At("curve.svg.csv"));
        Assert.Equal("run,epsilon,robust,low,high", data[0]);
        Assert.StartsWith("\"run (glyphs, 20 images)\",0,", data[1], StringComparison.Ordinal);
        Assert.StartsWith("\"run (glyphs, 20 images)\",1,", data[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--defence must be one of bits:3", "--defence", "jpg")]
    [InlineData("--epsilon must be a number above 0", "--epsilon", "x")]
    [InlineData("--steps must be a whole number from 4 to 100000, got '1'", "--steps", "1")]
    [InlineData("--queries must be a whole number from 0 to 100000000, got '-1'", "--queries", "-1")]
    public void WrongOption_OneLineAndNothingLeftBehind(string expected, string option, string value)
    {
        using var folder = new TemporaryFolder();
        string[] others = option == "--epsilon" ? [] : ["--epsilon", "0.1"];
        var (status, _, error) = AuditProcess.Run(["diagnose", "--model", Model, "--data", "glyphs", "--out", folder.At("run"),
            option, value, .. others]);
        Assert.Equal(2, status);
        Assert.Contains(expected, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.False(Path.Exists(folder.At("run")));
    }

    private static string Run(params string[] arguments)
    {
        // A later --max replaces an earlier one.
        int last = Array.LastIndexOf(arguments, "--max"), first = Array.IndexOf(arguments, "--max");
        string[] words = last > first ? [.. arguments[..first], .. arguments[(first + 2)..]] : arguments;
        var (status, text, error) = AuditProcess.Run(words);
        Assert.True(status == 0, error);
        return text;
    }
}
