using Audit.Attacks;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Shadow;
using static TorchSharp.torch;

namespace Audit.Tests.Shadow;

/// <summary>What the attack climbs of a smoothed classifier.</summary>
public class ObjectiveTests
{
    private static readonly ImageShape Shape = new(3, 8, 8);

    public static readonly TheoryData<string> Names = ["cross-entropy", "cross-entropy away", "vote", "vote away", "radius",
        "radius away", "half"];

    private static SmoothedObjective Of(string name) => name switch
    {
        "cross-entropy" => new MinusCrossEntropy(),
        "cross-entropy away" => new MinusCrossEntropy(Away: true),
        "vote" => new SoftVote(),
        "vote away" => new SoftVote(Away: true),
        "radius" => new SoftRadius(0.25),
        "radius away" => new SoftRadius(0.25, Away: true),
        _ => new NearHalf(),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_OfTheMeanOverCopies_AgreesWithCentralDifferences(string name)
    {
        var objective = Of(name);
        double[][] copies = [[0.3, -0.2, 0.5, 0.1], [0.9, 0.8, -0.4, 0.2], [-1, 0.4, 0.6, 0.3]];
        double Value(double[][] at)
        {
            var gradient = new float[4];
            return objective.OfMean(at.Average(c => objective.Copy([.. c.Select(v => (float)v)], 1, gradient))).Value;
        }
        double slope = objective.OfMean(copies.Average(c => objective.Copy([.. c.Select(v => (float)v)], 1, new float[4]))).Slope;
        for (int copy = 0; copy < copies.Length; copy++)
        {
            var gradient = new float[4];
            objective.Copy([.. copies[copy].Select(v => (float)v)], 1, gradient);
            for (int c = 0; c < 4; c++)
            {
                const double h = 1e-3;
                double[][] Moved(double by) => [.. copies.Select((values, k) => k == copy
                    ? values.Select((v, j) => j == c ? v + by : v).ToArray() : values)];
                Assert.Equal((Value(Moved(h)) - Value(Moved(-h))) / (2 * h), slope * gradient[c] / copies.Length, 2e-3);
            }
        }
    }

    [Fact]
    public void Values_AreTheClosedForms()
    {
        var gradient = new float[2];
        float[] even = [1, 1], sure = [-40, 40];
        Assert.Equal(-Math.Log(2), new MinusCrossEntropy().Copy(even, 1, gradient), 1e-12);
        Assert.Equal(0.5, new SoftVote().Copy(even, 1, gradient), 1e-12);
        Assert.Equal(1 / (1 + Math.Exp(-10)), new SoftVote().Copy(sure, 1, gradient), 1e-9);
        Assert.Equal(Math.Log(0.25), new SoftVote().OfMean(0.25).Value, 1e-12);
        // Phi(1) = 0.8413447460685429: the radius of that probability is sigma.
        Assert.Equal(0.25, new SoftRadius(0.25).OfMean(0.8413447460685429).Value, 1e-9);
        Assert.Equal(-0.25, new SoftRadius(0.25).OfMean(1 - 0.8413447460685429).Value, 1e-9);
        Assert.True(new NearHalf().OfMean(0.5).Value > new NearHalf().OfMean(0.45).Value);
        Assert.Equal(0, new NearHalf().OfMean(0.5).Slope);
    }

    [Fact]
    public void Rows_TogetherAreWhatTheyAreAlone()
    {
        using var scope = NewDisposeScope();
        var network = new GraphClassifier(Architecture.Build(new ArchitectureSpec("cnn-small", Shape, 4, null),
            new Initializer(new Rng(1))));
        var x = LaboratoryTests.Uniform([3, 3, 8, 8], 1);
        var delta = (LaboratoryTests.Uniform([3, 1, 8, 8], 2) - 0.5) * 0.2;
        NoisyCopies[] noise = [.. Enumerable.Range(0, 3).Select(k =>
            new NoisyCopies(Shape, new GaussianSampler(0.25f), 70, fresh: true, new Rng(1), k, CPU))];
        int[] targets = [1, 3, 0];
        Objective At(int[] rows) => new EquationTwo(new SmoothedLoss(network, stack(rows.Select(r => x.select(0, r))),
            [.. rows.Select(r => targets[r])], [.. rows.Select(r => noise[r])], new SoftVote()), default)
            .Evaluate(stack(rows.Select(r => delta.select(0, r))), 5);
        var together = At([0, 1, 2]);
        for (int row = 0; row < 3; row++)
        {
            var alone = At([row]);
            Assert.Equal(alone.Values.ToDouble(), together.Values[row].ToDouble(), 1e-5);
            Assert.True((alone.Gradient.select(0, 0) - together.Gradient.select(0, row)).abs().max().ToDouble() < 1e-5);
        }
    }

    [Fact]
    public void Mask_LeavesThePixelsOutsideAlone_AndEstimatesAreOfTheVotes()
    {
        using var scope = NewDisposeScope();
        // Class 1 whatever the image: all copies vote for it.
        var always = new FunctionClassifier(Shape, 2, x => stack([x.sum([1L, 2, 3]) * 0.01, x.sum([1L, 2, 3]) * 0 + 100], 1));
        var noise = new NoisyCopies(Shape, new GaussianSampler(0.25f), 40, fresh: true, new Rng(1), 0, CPU);
        var mask = zeros([1, 1, 8, 8]);
        mask.narrow(2, 2, 3).fill_(1);
        var x = full([1, 3, 8, 8], 0.5);
        var loss = new SmoothedLoss(always, x, [0], [noise]) { Mask = mask, Model = new GaussianL2(0.25) };
        var gradient = new EquationTwo(loss, default).Evaluate(zeros([1, 3, 8, 8]), 0).Gradient;
        Assert.Equal(0, (gradient * (1 - mask)).abs().max().ToDouble());
        Assert.True(gradient.narrow(2, 2, 3).abs().min().ToDouble() > 0);
        Assert.Equal(0, Assert.Single(loss.Estimates!));
        var other = new SmoothedLoss(always, x, [1], [noise]) { Model = new GaussianL2(0.25), Enough = 0.5 };
        Assert.False(other.IsFinished);
        new EquationTwo(other, default).Evaluate(zeros([1, 3, 8, 8]), 0);
        // 40 of 40 votes count as 40.5 of 41: Phi^-1(0.98780) = 2.2508.
        Assert.Equal(0.25 * 2.2508, Assert.Single(other.Estimates!), 1e-3);
        Assert.True(other.IsFinished);
    }

    [Fact]
    public void Evasion_GradientAndValue_AreOfTintedCopiesUnderSeveralNoises()
    {
        using var scope = NewDisposeScope();
        var network = new GraphClassifier(Architecture.Build(new ArchitectureSpec("cnn-small", Shape, 4, null),
            new Initializer(new Rng(1))));
        var x = LaboratoryTests.Uniform([1, 3, 8, 8], 1);
        var noise = new NoisyCopies(Shape, [new GaussianSampler(0.25f), new GaussianSampler(0.5f)], 6, fresh: true, new Rng(1), 0,
            CPU);
        var drawn = noise.Noise(0, 2);
        // The second distribution is as loud at every other copy.
        var other = new NoisyCopies(Shape, new GaussianSampler(0.25f), 6, fresh: true, new Rng(1), 0, CPU).Noise(0, 2);
        Assert.True((drawn.select(0, 3) - other.select(0, 3) * 2).abs().max().ToDouble() < 1e-5);
        Assert.True((drawn.select(0, 2) - other.select(0, 2)).abs().max().ToDouble() < 1e-6);
        var tints = EvasionOptions.Tints(3);
        var at = new EquationTwo(new SmoothedLoss(network, x, [2], [noise]) { Tints = tints }, default)
            .Evaluate(zeros([1, 3, 8, 8]), 2);
        var leaf = x.clone().requires_grad_();
        var shown = cat([.. Enumerable.Range(0, 6).Select(k => leaf * (k % 2 == 0 ? ones([1, 3, 1, 1])
            : tensor(tints[k / 2 % tints.Count], [1, 3, 1, 1])) + drawn.narrow(0, k, 1))]);
        var expected = -nn.functional.cross_entropy(network.Logits(shown), full([6], 2, int64));
        Assert.Equal(expected.ToDouble(), at.Values.ToDouble(), 1e-5);
        Assert.True((autograd.grad([expected], [leaf])[0] - at.Gradient).abs().max().ToDouble() < 1e-6);
    }
}
