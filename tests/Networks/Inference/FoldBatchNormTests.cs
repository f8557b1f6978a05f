using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Inference;

public class FoldBatchNormTests
{
    [Theory]
    [InlineData("cnn-small")]
    [InlineData("cifar-resnet20")]
    public void Apply_RandomStatistics_SameFunctionWithoutBatchNorm(string name)
    {
        using var scope = NewDisposeScope();
        var graph = WithRandomStatistics(name);
        var folded = FoldBatchNorm.Apply(graph);
        Assert.Contains(graph.Nodes, n => n.Op is BatchNorm);
        Assert.DoesNotContain(folded.Nodes, n => n.Op is BatchNorm);
        var x = Images(4);
        var expected = Forward.Run(graph, x);
        double scale = expected.abs().max().ToDouble();
        Assert.True((expected - Forward.Run(folded, x)).abs().max().ToDouble() < 2e-5 * scale);
        Assert.True((expected - new GraphClassifier(graph).Logits(x)).abs().max().ToDouble() < 2e-5 * scale);
    }

    [Fact]
    public void GraphClassifier_Gradient_IsThatOfTheOriginalGraph()
    {
        using var scope = NewDisposeScope();
        var graph = WithRandomStatistics("cnn-small");
        Tensor Gradient(Func<Tensor, Tensor> logits)
        {
            var x = Images(2).requires_grad_();
            return autograd.grad([logits(x).select(1, 2).sum()], [x])[0];
        }
        var expected = Gradient(x => Forward.Run(graph, x));
        var actual = Gradient(x => new GraphClassifier(graph).Logits(x));
        Assert.True((expected - actual).abs().max().ToDouble() < 1e-4 * expected.abs().max().ToDouble());
    }

    [Fact]
    public void Apply_LeavesTheGivenGraphAsItWas()
    {
        using var scope = NewDisposeScope();
        var graph = WithRandomStatistics("cnn-small");
        var before = graph.Tensors.Select(t => t.Tensor.clone()).ToList();
        FoldBatchNorm.Apply(graph);
        Assert.All(graph.Tensors.Zip(before), pair => Assert.True(pair.First.Tensor.Equals(pair.Second)));
    }

    [Fact]
    public void Apply_ConvolutionReadTwice_KeepsItsBatchNorm()
    {
        using var scope = NewDisposeScope();
        var one = ones([1]);
        var graph = new Graph(
        [
            new Node("input", new Input(), []),
            new Node("conv", new Conv2d(ones([1, 1, 1, 1]), null, [1, 1], [0, 0], [1, 1], 1), [0]),
            new Node("bn", new BatchNorm(one * 3, one, one, one, 0), [1]),
            new Node("add", new Add(), [1, 2]),
            new Node("flatten", new Flatten(), [3]),
        ], new ImageShape(1, 1, 1), 1);
        // x + 3 (x - 1) + 1 at x = 2: 2 + 3 + 1.
        Assert.Equal(6f, Forward.Run(FoldBatchNorm.Apply(graph), full([1, 1, 1, 1], 2f)).ToSingle());
    }

    private static Graph WithRandomStatistics(string name)
    {
        var graph = Architecture.Build(new ArchitectureSpec(name, new ImageShape(3, 32, 32), 10, null),
            new Initializer(new Rng(4)));
        int at = 0;
        return graph.Map(node => node.Op is BatchNorm b
            ? b with
            {
                RunningMean = Uniform(b, at++, -0.5f),
                RunningVar = Uniform(b, at++, 0.5f),
                Weight = Uniform(b, at++, 0.5f),
                Bias = Uniform(b, at++, -0.5f)
            }
            : node.Op);
    }

    private static Tensor Uniform(BatchNorm b, int at, float from)
    {
        var values = new float[b.Weight.numel()];
        UniformNoise.Fill(values, new Rng(8), new NoiseAddress(NoiseStream.Start, at, 0));
        return tensor(values) + from;
    }

    private static Tensor Images(int count)
    {
        var values = new float[count * 3 * 32 * 32];
        UniformNoise.Fill(values, new Rng(6), new NoiseAddress(NoiseStream.Start, 0, 0));
        return tensor(values, [count, 3, 32, 32]);
    }
}
