using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Audit.Attacks.Diagnosis;
using Audit.Datasets;
using Audit.Defences;
using Audit.Import;
using Audit.Noise;
using Audit.Records.Diagnosis;
using Audit.Records.Runs;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks.Diagnosis;

/// <summary>Real trained networks: every defence that obfuscates is flagged with its type, and honest networks are not.</summary>
public class RealNetworkTests
{
    private const int Images = 30;

    [SharedTheory("data", "mnist")]
    [InlineData("label-only", "shattered-gradients")]
    [InlineData("jpeg:20", "shattered-gradients")]
    [InlineData("bits:1", "shattered-gradients")]
    [InlineData("thermometer:4", "shattered-gradients")]
    [InlineData("saturate:100", "vanishing-gradients")]
    [InlineData("resize-pad:0.9", "stochastic-gradients")]
    [InlineData("prune:1", "stochastic-gradients")]
    public void DefendedNetwork_IsFlaggedWithItsType_AndTheAttackItCallsForWins(string defence, string type)
    {
        var result = Diagnose(Own("mnist-kw-small-standard"), Mnist(), 0.25, steps: 20, defence);
        Assert.Equal([type], result.Types.Select(t => t.Name));
        Assert.Equal(CheckVerdict.Fail, result.Verdict);
        // Steps with fresh draws average over them by themselves, so one draw a step may already win what averaging wins.
        int gained = type == "stochastic-gradients" ? 0 : 1;
        Assert.True(result.After.Count + gained <= result.Before.Count, $"{result.After} after, {result.Before} before");
    }

    [SharedTheory("data", "mnist")]
    [InlineData("mnist-kw-small-standard", 0.1)]
    [InlineData("mnist-kw-small-pgd0.1", 0.1)]
    [InlineData("mnist-kw-small-pgd0.1", 0.2)]
    [InlineData("mnist-kw-small-sigma0.25", 0.1)]
    public void HonestNetwork_RaisesNothing(string model, double epsilon)
    {
        var result = Diagnose(Own(model), Mnist(), epsilon, steps: 40);
        // At twice the budget of its training, an ensemble does find more than projected gradient.
        Assert.Empty(result.Findings.Where(f => epsilon < 0.2 || f.Name != "stronger-attack-wins").Select(f =>
            $"{f.Name}: {f.Measured}"));
    }

    /// <summary>Networks of other people: adversarially trained, and trained for bounds.</summary>
    [SharedTheory("models", "onnx", "mnistconvSmallRELU__PGDK.onnx")]
    [InlineData("mnistconvSmallRELU__PGDK.onnx", 0.2)]
    [InlineData("sabr_convsmall_1.onnx", 0.1)]
    public void HonestNetworkOfOthers_RaisesNothing(string model, double epsilon)
    {
        var result = Diagnose(SharedFolder.Find("models", "onnx", model), Mnist(), epsilon, steps: 40);
        Assert.Empty(result.Findings.Select(f => $"{f.Name}: {f.Measured}"));
    }

    [Fact]
    public void GaussianTrainedNetwork_RaisesNothing()
    {
        var result = Diagnose(Own("glyphs-cnn-small-sigma0.25"), DataSpec.Parse("glyphs").Load(Split.Test), 8.0 / 255, steps: 40);
        Assert.Empty(result.Findings.Select(f => $"{f.Name}: {f.Measured}"));
    }

    private static string Own(string model) => Path.Combine(Repository.Root, "models", $"{model}.safetensors");

    private static ImageSet Mnist() => DataSpec.Parse($"mnist:{SharedFolder.Find("data", "mnist")}").Load(Split.Test);

    private static DiagnosisResult Diagnose(string path, ImageSet images, double epsilon, int steps, params string[] defences)
    {
        using var scope = NewDisposeScope();
        var model = ModelLoader.Load(path, new LoadOptions()).Behind([.. defences.Select(DefenceSpec.Parse)], new Rng(1))
            .Classifier();
        var options = new DiagnosisOptions
        {
            Epsilon = epsilon,
            Steps = steps,
            UnboundedSteps = 60,
            RandomTries = 40,
            Queries = 200,
            // Defended networks are failed by other checks; on honest ones a few steps show that the ensemble runs.
            Ensemble = defences.Length > 0 ? 0 : 4,
            Draws = 8,
            JudgeSamples = 20
        };
        int[] indexes = [.. Enumerable.Range(0, Images)];
        var x = zeros([Images, images.Channels, images.Height, images.Width]);
        foreach (int k in indexes)
            images.CopyTo(k, MemoryMarshal.Cast<byte, float>(x.bytes).Slice(k * images.ImageSize, images.ImageSize));
        var records = new Examination(model, options).Run(x, [.. indexes.Select(images.Label)], [.. indexes.Select(k => (long)k)],
            new Rng(1));
        var question = new JsonObject
        {
            ["norm"] = "linf",
            ["epsilon"] = epsilon,
            ["steps"] = options.Steps,
            ["step_size"] = options.StepSize,
            ["defence"] = new JsonArray([.. defences.Select(d => (JsonNode)d)])
        };
        return DiagnosisResult.Of(new StoredRun("test", new Manifest
        {
            Command = "diagnose",
            Question = question,
            Items = Images
        }, records));
    }
}
