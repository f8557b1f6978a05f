using Audit.Bounds;
using Audit.Inputs;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Interpreters;

public class ForwardTests
{
    [Fact]
    public void Run_HandWorkedNet_GivesTheHandResult()
    {
        // normalise (x - 1) / 2; conv with kernel [1 -1] on [1 5 3] gives [(0-2), (2-1)] = [-2, 1]; relu [0, 1]; linear [[1, 2]]
        // + 3 = 5.
        using var scope = NewDisposeScope();
        var graph = new Graph(
        [
            new Node("input", new Input(), []),
            new Node("normalize", new Normalize(tensor([1f]), tensor([2f])), [0]),
            new Node("conv", new Conv2d(tensor([1f, -1f], [1, 1, 1, 2]), null, [1, 1], [0, 0], [1, 1], 1), [1]),
            new Node("relu", new Relu(), [2]),
            new Node("flatten", new Flatten(), [3]),
            new Node("fc", new Linear(tensor([1f, 2f], [1, 2]), tensor([3f])), [4]),
        ], new ImageShape(1, 1, 3), 1);
        Assert.Equal(5f, Forward.Run(graph, tensor([1f, 5f, 3f], [1, 1, 1, 3])).ToSingle());
    }

    [Fact]
    public void Run_Residual_ReadsBothBranches()
    {
        using var scope = NewDisposeScope();
        var graph = new Graph(
        [
            new Node("input", new Input(), []),
            new Node("relu", new Relu(), [0]),
            new Node("add", new Add(), [1, 0]),
            new Node("flatten", new Flatten(), [2]),
        ], new ImageShape(1, 1, 2), 2);
        var x = tensor([-1f, 2f], [1, 1, 1, 2]);
        Assert.Equal([-1f, 4f], Forward.Run(graph, x).data<float>().ToArray());
        Assert.Equal([-1f, 2f], x.data<float>().ToArray());
    }

    [Theory]
    [InlineData("cifar-resnet20", 272_474)]
    [InlineData("cifar-resnet110", 1_730_714)]
    public void Build_CifarResNet_HasTheParametersOfThePyTorchNet(string name, long parameters)
    {
        using var scope = NewDisposeScope();
        var graph = Build(name);
        Assert.Equal(parameters, graph.Parameters.Sum(p => p.Tensor.numel()));
        Assert.Contains(graph.Tensors, t => t.Name == "layer2.0.downsample.0.weight");
        Assert.Contains(graph.Tensors, t => t.Name == "layer3.0.downsample.1.running_var");
        Assert.Contains(graph.Tensors, t => t.Name == "layer1.2.bn2.bias");
    }

    [Theory]
    [InlineData("lenet")]
    [InlineData("cnn-small")]
    [InlineData("cifar-resnet20")]
    public void Run_Batch_EqualsItsImagesOneByOne(string name)
    {
        using var scope = NewDisposeScope();
        var graph = Build(name);
        var x = Images(3);
        var whole = Forward.Run(graph, x);
        Assert.Equal([3, 10], whole.shape);
        for (int k = 0; k < 3; k++)
            Assert.True((whole.narrow(0, k, 1) - Forward.Run(graph, x.narrow(0, k, 1))).abs().max().ToDouble() < 1e-4);
    }

    [Fact]
    public void Run_GradientInTheImage_AgreesWithADirectionalDifference()
    {
        using var scope = NewDisposeScope();
        var graph = Build("cnn-small");
        var x = Images(1).requires_grad_();
        var gradient = autograd.grad([Forward.Run(graph, x).select(1, 3).sum()], [x])[0];
        using var guard = no_grad();
        var direction = gradient / gradient.square().sum().sqrt();
        double At(double h) => Forward.Run(graph, x + direction * h).select(1, 3).sum().ToDouble();
        Assert.Equal((direction * gradient).sum().ToDouble(), (At(1e-2) - At(-1e-2)) / 2e-2, 0.02 * gradient.square().sum().sqrt()
            .ToDouble());
    }

    [Fact]
    public void Run_WrongShape_NamesBoth()
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ArgumentException>(() => Forward.Run(Build("lenet"), zeros([2, 1, 32, 32])));
        Assert.Equal("x must be [N,3,32,32], got [2,1,32,32]", e.Message);
    }

    [Fact]
    public void Run_UnknownOp_NamesMethodNodeAndOp()
    {
        using var scope = NewDisposeScope();
        var graph = new Graph([new Node("input", new Input(), []), new Node("odd.1", new Odd(), [0])], new ImageShape(1, 1, 1),
            1);
        var e = Assert.Throws<UnsupportedOpException>(() => Forward.Run(graph, zeros([1, 1, 1, 1])));
        Assert.Equal("Forward has no rule for Odd at node 1 (odd.1)", e.Message);
    }

    [Fact]
    public void Build_UnknownNameOrWrongSize_SaysWhatIsKnown()
    {
        Assert.Contains("cifar-resnet110", Assert.Throws<UsageException>(() => Build("resnet9000")).Message);
        var small = new ArchitectureSpec("cifar-resnet20", new ImageShape(3, 28, 28), 10, null);
        Assert.Contains("32x32", Assert.Throws<UsageException>(() =>
            Architecture.Build(small, new Initializer(new Rng(0)))).Message);
    }

    private static Graph Build(string name) => Architecture.Build(new ArchitectureSpec(name, new ImageShape(3, 32, 32), 10,
        new Normalization([0.5f, 0.4f, 0.3f], [0.2f, 0.25f, 0.3f])), new Initializer(new Rng(4)));

    private static Tensor Images(int count)
    {
        var values = new float[count * 3 * 32 * 32];
        UniformNoise.Fill(values, new Rng(6), new NoiseAddress(NoiseStream.Start, 0, 0));
        return tensor(values, [count, 3, 32, 32]);
    }

    private sealed record Odd : Op;
}
