using System.Text.Json;
using Audit.Import;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Probing;
using Audit.Records;
using Audit.Records.Runs;
using static TorchSharp.torch;

namespace Audit.Tests.EndToEnd;

/// <summary>Liars as TorchScript archives (tests/Liars, written by tests/oracles/liars.py), before the whole program.</summary>
public class LiarTests
{
    [Theory]
    [InlineData("counter", Trait.ChangesBetweenCalls)]
    [InlineData("position", Trait.DependsOnPosition)]
    [InlineData("size", Trait.DependsOnBatchSize)]
    [InlineData("neighbours", Trait.DependsOnNeighbours)]
    [InlineData("dropout", Trait.DrawsRandomNumbers)]
    [InlineData("blind", Trait.GivesNonFinite)]
    public void Probe_Archive_IsNamed(string liar, Trait trait)
    {
        using var scope = NewDisposeScope();
        var model = ModelLoader.Load(Archive(liar), new LoadOptions { Input = new ImageShape(3, 32, 32) }).Classifier();
        Assert.Contains(ModelProbe.Run(model, Pictures.Noisy(model.InputShape, ModelProbe.Batch)).Findings, f =>
            f.Trait == trait);
    }

    [Fact]
    public void Certify_Liar_IsRefusedByNameAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        var (status, _, error) = Certify("position", folder.At("run"));
        Assert.Equal(2, status);
        string line = error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith($"audit: {Archive("position")}: its answer depends on the image's position in the batch", line);
        Assert.EndsWith("refused, a certificate needs a model that gives an image the same finite logits each time", line);
        Assert.False(Directory.Exists(folder.At("run")));
    }

    [Fact]
    public void Certify_LiarThatWaits_IsCaughtAndItsRunRetracted()
    {
        using var folder = new TemporaryFolder();
        string run = folder.At("run");
        var (status, _, error) = Certify("waits", run);
        Assert.Equal(2, status);
        string line = error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith("audit: votes do not repeat: image ", line);
        Assert.EndsWith("is marked as retracted, its 3 records are not to be used", line);
        Assert.Equal(3, File.ReadLines(Path.Combine(run, "records.jsonl")).Count());
        Assert.Contains("was retracted, its records are not to be used: votes do not repeat",
            Assert.Throws<RecordFormatException>(() => Run.Read(run)).Message);
        // Neither tables nor another attempt go on with it.
        Assert.Equal(2, AuditProcess.Run("table", run).Status);
        Assert.Contains("was retracted", Certify("waits", run).Error);
    }

    [Fact]
    public void Certify_HonestScript_StoresTheProbeAndTheRecount()
    {
        using var folder = new TemporaryFolder();
        string run = folder.At("run");
        Assert.Equal(0, Certify("honest", run).Status);
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "manifest.json")));
        var probe = manifest.RootElement.GetProperty("how").GetProperty("probe");
        Assert.Equal((0, true), (probe.GetProperty("findings").GetArrayLength(), probe.GetProperty("images")
            .GetInt32() > 6 * 64));
        using var recount = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "recount.jsonl")));
        // 6 x 2,100 votes, one in 128, and 68 at the end.
        Assert.InRange(recount.RootElement.GetProperty("taken").GetInt64(), 150, 190);
    }

    [Fact]
    public void Attack_LiarThatDraws_IsNamed()
    {
        using var folder = new TemporaryFolder();
        var (_, _, error) = AuditProcess.Run("attack", "--model", Archive("dropout"), "--input", "3x32x32", "--data", "glyphs",
            "--max", "2", "--epsilon", "0.05", "--out", folder.At("run"),
            "--attack", "fgm", "--norm", "linf");
        Assert.Contains($"warning: {Archive("dropout")}: it draws random numbers of its own", error);
    }

    private static string Archive(string liar) => Path.Combine(Repository.Root, "tests", "Liars", $"{liar}.pt");

    private static (int Status, string Out, string Error) Certify(string liar, string folder) =>
        AuditProcess.Run("certify", "--model", Archive(liar), "--data", "glyphs", "--sigma", "0.25", "--n",
            "2000", "--max", "6", "--out", folder);
}
