using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static Audit.Tests.Networks.Engine.EngineNetworks;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Engine;

/// <summary>What is compiled is compared with libtorch, and not used where the two disagree.</summary>
public class SelfCheckTests
{
    [Theory]
    [InlineData(new[] { 1f, 2f, 3f, 4f }, new[] { 1f, 2f, 3f, 4f }, null)]
    [InlineData(new[] { 1f, 2f, 3f, 4f }, new[] { 1f, 2f, 3f, 4.0003f }, null)]
    [InlineData(new[] { 1f, 2f, 3f, 4f }, new[] { 1f, 2f, 3f, 4.0005f },
        "its logits differ from libtorch's by up to 0.0005 (logits up to 4), and 0 of 2 votes differ")]
    [InlineData(new[] { 1f, 2f, 3f, 4f }, new[] { 2f, 1f, 3f, 4f },
        "its logits differ from libtorch's by up to 1 (logits up to 4), and 1 of 2 votes differ")]
    [InlineData(new[] { 1f, float.NaN, 3f, 4f }, new[] { 1f, 0f, 3f, 4f },
        "it gives finite logits for 1 of 2 images where libtorch gives NaN or infinity")]
    [InlineData(new[] { 1f, 2f, 3f, 4f }, new[] { 1f, 2f, 3f, float.PositiveInfinity },
        "it gives NaN or infinity for 1 of 2 images where libtorch gives finite logits")]
    [InlineData(new[] { float.PositiveInfinity, 2f, 3f, 4f }, new[] { 1f, float.NaN, 3f, 4f }, null)]
    [InlineData(new[] { 0f, 0f, 0f, 0f }, new[] { 0f, 1e-30f, 0f, 0f },
        "its logits differ from libtorch's by up to 1E-30 (logits up to 0), and 1 of 2 votes differ")]
    public void Agreement_Float32_AllowsRoundingAndNothingElse(float[] expected, float[] actual, string? disagreement)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(disagreement, EngineAgreement.Of(Precision.Float32, tensor(expected, [2, 2]), tensor(actual, [2, 2]),
            0).Disagreement);
    }

    /// <summary>A convolution with its batch norm, minus the same convolution with the scale in its weights, times 1e12: rounding
    /// errors and nothing else, other ones where the engine folds. Two such functions are two networks, and only libtorch's is
    /// the one that was asked about.</summary>
    [EngineFact]
    public void Compile_NetworkOfRoundingErrors_IsNotUsed()
    {
        using var scope = NewDisposeScope();
        var weight = Uniform(1, 1, 1, 5, 5);
        double scale = 1.7 / Math.Sqrt(0.9 + 1e-5);
        var graph = new Graph(
        [
            new Node("input", new Input(), []),
            new Node("conv", new Conv2d(weight, null, [1, 1], [0, 0], [1, 1], 1), [0]),
            new Node("bn", new BatchNorm(tensor([1.7f]), tensor([0f]), tensor([0f]), tensor([0.9f]), 1e-5), [1]),
            new Node("minus", new Conv2d(weight * -scale, null, [1, 1], [0, 0], [1, 1], 1), [0]),
            new Node("sum", new Add(), [2, 3]),
            new Node("flatten", new Flatten(), [4]),
            new Node("fc", new Linear((Uniform(2, 10, 576) - 0.5) * 1e12, null), [5]),
        ], new ImageShape(1, 28, 28), 10);
        var result = CompiledClassifier.Compile(graph, Precision.Float32);
        Assert.True(result.Disagrees, $"here the two orders of summation agree: {result}");
        Assert.Null(result.Classifier);
        Assert.Equal(result.Agreement!.Disagreement, result.Why);
    }

    /// <summary>A clip makes a number of an infinite pixel, the engine does not: it errs on the safe side, and images have no
    /// such pixels.</summary>
    [Fact]
    public void Agreement_OnBrokenImages_OnlyLostOnesCount()
    {
        using var scope = NewDisposeScope();
        var (fine, broken) = (tensor([1f, 2f, 3f, 4f], [2, 2]), tensor([1f, 2f, 3f, float.NaN], [2, 2]));
        Assert.Null(EngineAgreement.Of(Precision.Float32, fine, broken, 1).Disagreement);
        Assert.NotNull(EngineAgreement.Of(Precision.Float32, broken, fine, 1).Disagreement);
    }

    [EngineTheory]
    [InlineData("lenet")]
    [InlineData("cifar-resnet20")]
    public void Compile_KnownNetwork_IsUsed(string name)
    {
        using var scope = NewDisposeScope();
        var warnings = new List<string>();
        var result = CompiledClassifier.Compile(Known(name), Precision.Float32, warnings.Add);
        Assert.NotNull(result.Classifier);
        Assert.True(result.Classifier.HasInputGradient);
        Assert.Empty(warnings);
        // Two images hold what is no number: they count as compared.
        Assert.InRange(result.Agreement!.Images, 4, 34);
    }

    [Fact]
    public void Gradient_ThatIsNotLibtorchs_IsNamed()
    {
        using var scope = NewDisposeScope();
        var graph = Known("lenet");
        Tensor Of(Tensor x, float factor)
        {
            using var recording = enable_grad();
            var at = x.detach().requires_grad_();
            var loss = nn.functional.cross_entropy(Audit.Networks.Interpreters.Forward.Run(graph, at), zeros([x.size(0)], int64),
                reduction: nn.Reduction.Sum);
            return autograd.grad([-loss], [at])[0] * factor;
        }
        Assert.Null(SelfCheck.Gradient(graph, Precision.Float32, (x, _, _) => Of(x, 1)));
        Assert.Contains("its input gradients differ", SelfCheck.Gradient(graph, Precision.Float32, (x, _, _) => Of(x, 1.02f)),
            StringComparison.Ordinal);
        Assert.NotNull(SelfCheck.Gradient(graph, Precision.Float32, (x, _, _) => zeros_like(x)));
    }

    /// <summary>A network of NaN is the same network compiled: certificates abstain on either.</summary>
    [EngineFact]
    public void Compile_NetworkOfNaN_LosesNone()
    {
        using var scope = NewDisposeScope();
        var graph = Known("lenet").Map(node => node.Op is Conv2d c ? c with { Weight = c.Weight * float.NaN } : node.Op);
        Assert.Equal(0, CompiledClassifier.Compile(graph, Precision.Float32).Agreement!.LostNonFinite);
    }
}
