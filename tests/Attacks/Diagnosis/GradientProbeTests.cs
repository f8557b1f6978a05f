using Audit.Attacks.Diagnosis;
using Audit.Defences;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Items;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks.Diagnosis;

/// <summary>The probe on linear models, whose gradients are known.</summary>
public class GradientProbeTests
{
    private static readonly ImageShape Shape = new(1, 1, 4);
    private static readonly DiagnosisOptions Options = new()
    {
        Epsilon = 0.05,
        RandomTries = 0,
        Queries = 0,
        Sweeps = false,
        Ensemble = 0
    };

    /// <summary>Class 1 where 3 x0 - 4 x1 > -0.5: margin of class 1 is twice the score, its gradient 2 (3, -4, 0, 0).</summary>
    private static readonly FunctionClassifier Linear = FunctionClassifier.HalfSpace([3, -4, 0, 0], -0.5f);

    [Fact]
    public void LinearModel_NormRiseAndNothingElse()
    {
        var facts = Probe(Linear);
        Assert.Equal(10, facts.Norm, 1e-4);
        Assert.Equal(1, facts.Rise!.Value, 1e-3);
        Assert.False(facts.LossZero || facts.MarginZero || facts.NonFinite || facts.Probabilities);
        Assert.Null(facts.DrawsDiffer);
        Assert.Null(facts.Cosine);
    }

    [Fact]
    public void Instability_IsTheMeanChangeOfTheMarginOverItsSize()
    {
        // In the small ball of radius r the score changes by 3 u - 4 v with u, v uniform in [-r, r]. For a >= b, E|a v + b u| = r
        // (a / 2 + b^2 / (6 a)): here r (2 + 9 / 24) = 2.375 r, beside a score of 1. Twenty points leave a wide margin.
        var facts = Probe(Linear);
        Assert.InRange(facts.Instability, 0.6 * 2.375 * 8 / 255, 1.4 * 2.375 * 8 / 255);
    }

    [Fact]
    public void RoundedPixels_HaveNoGradientAtAll()
    {
        var facts = Probe(Defended.Wrap(Linear, [new BitDepth(3)], new Rng(1)));
        Assert.True(facts.LossZero && facts.MarginZero);
        Assert.Equal(0, facts.Norm);
        Assert.Null(facts.Rise);
    }

    [Fact]
    public void SaturatedSoftmax_LosesTheLossAndKeepsTheMargin()
    {
        var facts = Probe(Defended.Wrap(Linear, [new SaturatedSoftmax(200)], new Rng(1)));
        Assert.True(facts.LossZero);
        Assert.False(facts.MarginZero);
    }

    [Fact]
    public void ModelWithoutAGraph_IsAsOneWithoutAGradient()
    {
        var facts = Probe(new FunctionClassifier(Shape, 2, x => Linear.Logits(x.detach())));
        Assert.True(facts.LossZero && facts.MarginZero);
    }

    [Fact]
    public void Probabilities_AreSeen() =>
        Assert.True(Probe(new FunctionClassifier(Shape, 2, x => Linear.Logits(x).softmax(1))).Probabilities);

    [Fact]
    public void LogarithmOfZero_IsNotFinite() =>
        Assert.True(Probe(new FunctionClassifier(Shape, 2, x => Linear.Logits(x) + (x.flatten(1) * 0).sqrt()
            .sum(1, keepdim: true))).NonFinite);

    [Fact]
    public void NoisyLinearModel_DrawsDifferAndGradientsAgree()
    {
        var facts = Probe(new NoisyClassifier(Linear, new GaussianSampler(0.01f), new Rng(4)));
        Assert.True(facts.DrawsDiffer);
        Assert.Equal(1, facts.Cosine!.Value, 1e-5);
    }

    private static GradientFacts Probe(IClassifier model)
    {
        using var scope = NewDisposeScope();
        var x = tensor([0.5f, 0.25f, 0.5f, 0.5f], Shape.Batch(1));
        var record = Assert.Single(new Examination(model, Options).Run(x, [1], [0], new Rng(5)));
        Assert.True(record.Correct);
        return record.Gradient!;
    }
}
