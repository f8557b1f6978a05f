using Audit.Train;
using static TorchSharp.torch;

namespace Audit.Tests.Train;

public class OptimizerTests
{
    [Fact]
    public void Adam_TwoSteps_AreTheAlgorithmByHand()
    {
        // w = 1, g = 2 then 1, rate 0.1. Step 1: corrected moments 2 and 4, so w falls by 0.1.
        // Step 2: m = 0.9 * 0.2 + 0.1 = 0.28, v = 0.999 * 0.004 + 0.001 = 0.004996; corrected by 0.19 and 0.001999.
        using var scope = NewDisposeScope();
        var w = ones([1], float64);
        using var adam = new Adam([("w", w)], 0);
        adam.Step([full([1], 2.0, float64)], 0.1, 0);
        Assert.Equal(0.9, w.ToDouble(), 8);
        adam.Step([ones([1], float64)], 0.1, 1);
        Assert.Equal(0.9 - 0.1 * (0.28 / 0.19) / Math.Sqrt(0.004996 / 0.001999), w.ToDouble(), 8);
        Assert.Equal(["w.first", "w.second"], adam.State.Select(s => s.Name));
    }

    [Fact]
    public void Clip_OnlyShortensWhatIsLonger()
    {
        using var scope = NewDisposeScope();
        Tensor[] gradients = [tensor([3.0]), tensor([4.0])];
        GradientNorm.Clip(gradients, 10);
        Assert.Equal([3.0, 4.0], gradients.Select(g => g.ToDouble()));
        GradientNorm.Clip(gradients, 0);
        Assert.Equal([3.0, 4.0], gradients.Select(g => g.ToDouble()));
        GradientNorm.Clip(gradients, 1);
        Assert.Equal(0.6, gradients[0].ToDouble(), 12);
        Assert.Equal(0.8, gradients[1].ToDouble(), 12);
    }

    [Fact]
    public void LearningRate_Hold_StaysAtThePeak()
    {
        Assert.Equal(0.1, LearningRate.At(0, 1000, 0.1, 0, 0.5));
        Assert.Equal(0.1, LearningRate.At(499, 1000, 0.1, 0, 0.5));
        Assert.Equal(0.05, LearningRate.At(749, 1000, 0.1, 0, 0.5), 3);
        Assert.Equal(0, LearningRate.At(999, 1000, 0.1, 0, 0.5), 6);
    }
}
