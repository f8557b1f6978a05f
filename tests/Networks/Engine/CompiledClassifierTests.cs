using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static Audit.Tests.Networks.Engine.EngineNetworks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Tests.Networks.Engine;

/// <summary>The compiled engine against <see cref="Forward"/> and hand results.</summary>
public class CompiledClassifierTests
{
    [EngineFact]
    public void Logits_HandWorkedNet_GivesTheHandResult()
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
        Assert.Equal([5f, 5f, 5f], Compiled(graph).Logits(tensor([1f, 5f, 3f], [1, 1, 1, 3]).expand(3, 1, 1, 3)).data<float>()
            .ToArray());
    }

    [EngineTheory]
    [InlineData("lenet", Precision.Float32, 2e-6)]
    [InlineData("cnn-small", Precision.Float32, 2e-6)]
    [InlineData("cifar-resnet20", Precision.Float32, 2e-6)]
    [InlineData("cifar-resnet20-a", Precision.Float32, 2e-6)]
    [InlineData("preact-resnet18", Precision.Float32, 5e-6)]
    [InlineData("cifar-vgg11", Precision.Float32, 2e-6)]
    [InlineData("cnn-small", Precision.Bfloat16, 2e-2)]
    [InlineData("cifar-resnet20", Precision.Bfloat16, 2e-2)]
    public void Logits_KnownNetwork_AreForwardsWithinTheTolerance(string name, Precision precision, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var graph = Known(name);
        var x = Uniform(0, graph.InputShape.Batch(5));
        if (CompiledClassifier.TryCreate(graph, precision, out string? why) is not { } compiled)
        {
            Assert.True(precision == Precision.Bfloat16, why); // only where the processor has no bfloat16
            return;
        }
        double difference = Difference(Forward.Run(graph, x), compiled.Logits(x));
        Assert.InRange(difference, precision == Precision.Bfloat16 ? 1e-5 : 0, tolerance);
    }

    public static TheoryData<string, Op[]> Ops() => new()
    {
        { "stride, padding", [Conv(0, 3, 5, 3, stride: 2, padding: 1)] },
        { "dilation, then relu", [Conv(0, 3, 16, 3, dilation: 2), new Relu()] },
        { "groups", [Conv(0, 3, 6, 3, groups: 3), new Tanh()] },
        { "leaky relu", [Conv(0, 3, 8, 1), new LeakyRelu(0.1), Conv(2, 8, 4, 1), new Sigmoid()] },
        { "clip alone", [new Clip(0.25, 0.75)] },
        { "falling rectifier", [Conv(0, 3, 8, 1), new LeakyRelu(-1), Conv(2, 8, 4, 1), new LeakyRelu(-0.3)] },
        { "exponential linear", [Conv(0, 3, 8, 1), new Elu(0.75), Conv(2, 8, 4, 1), new Elu(1)] },
        { "relu twice", [Conv(0, 3, 8, 1), new Relu(), new Relu()] },
        { "leaky relu twice, before all", [new LeakyRelu(0.5), new LeakyRelu(0.5)] },
        { "scale and shift by channel", [new Scale(Uniform(7, 3, 1, 1)), new Shift(Uniform(8, 3, 1, 1)),
            new Scale(tensor(2f).reshape(1)), Conv(0, 3, 8, 1)] },
        { "batch norm of its own", [new BatchNorm(Uniform(1, 3), Uniform(2, 3), Uniform(3, 3), Uniform(4, 3) + 0.5, 1e-5),
            new Relu()] },
        { "normalise later", [new Relu(), new Normalize(Uniform(1, 3), Uniform(2, 3) + 0.5)] },
        { "maximum with padding", [Conv(0, 3, 16, 3), new MaxPool2d([3, 3], [2, 2], [1, 1])] },
        { "average with padding", [Conv(0, 3, 16, 3), new AvgPool2d([3, 2], [2, 1], [1, 1])] },
        { "average without the padding", [new AvgPool2d([3, 3], [2, 2], [1, 1], CountIncludePad: false), new Relu()] },
        { "global average", [Conv(0, 3, 20, 3), new GlobalAvgPool()] },
        { "mean over the image", [Conv(0, 3, 20, 3), new Mean([3, 2], false)] },
        { "flatten an image, then linear", [Conv(0, 3, 5, 3, padding: 1), new Relu(), new Flatten(),
            new Linear(Uniform(5, 7, 320) - 0.5, Uniform(6, 7)), new Relu(), new Linear(Uniform(9, 4, 7) - 0.5, null)] },
    };

    [EngineTheory]
    [MemberData(nameof(Ops))]
    public void Logits_EachOp_AreForwards(string what, Op[] ops)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var input = new ImageShape(3, 8, 8);
        var x = Uniform(1, input.Batch(3)) - 0.25;
        var graph = Chain(input, 1, ops);
        var expected = Forward.Run(graph, x);
        var compiled = Compiled(new Graph(graph.Nodes, input, (int)expected.size(1)));
        Assert.True(Difference(expected, compiled.Logits(x)) < 2e-6, what);
    }

    /// <summary>x -> a; then b reads a, and a is added in the way named.</summary>
    [EngineTheory]
    [InlineData("into a convolution", false)]
    [InlineData("into a convolution, and read again", false)]
    [InlineData("to itself", false)]
    [InlineData("two convolutions", false)]
    [InlineData("before its activation", false)]
    [InlineData("kept for a later sum", false)]
    [InlineData("the input", true)]
    public void LogitsAndGradient_Residual_AreForwards(string kind, bool three)
    {
        using var scope = NewDisposeScope();
        var nodes = new List<Node> { new("input", new Input(), []), new("a", Conv(0, 3, three ? 3 : 16, 3, padding: 1), [0]),
            new("ra", new Relu(), [1]) };
        void Add(string name, Op op, params int[] inputs) => nodes.Add(new Node(name, op, inputs));
        switch (kind)
        {
            case "into a convolution":
                Add("b", Conv(2, 16, 16, 3, padding: 1), 2);
                Add("sum", new Add(), 3, 2);
                break;
            case "into a convolution, and read again":
                Add("b", Conv(2, 16, 16, 3, padding: 1), 2);
                Add("sum", new Add(), 2, 3);
                Add("again", new Add(), 4, 2);
                break;
            case "to itself":
                Add("sum", new Add(), 2, 2);
                break;
            case "two convolutions":
                Add("b", Conv(2, 16, 16, 3, padding: 1), 2);
                Add("c", Conv(4, 16, 16, 1), 2);
                Add("sum", new Add(), 3, 4);
                break;
            case "before its activation":
                Add("sum", new Add(), 1, 2);
                // Behind a rectifier it would make no difference.
                Add("after", Conv(4, 16, 16, 1), 3);
                break;
            case "kept for a later sum":
                Add("b", Conv(2, 16, 16, 1), 2);
                Add("rb", new Relu(), 3);
                Add("c", Conv(4, 16, 16, 1), 4);
                Add("sum", new Add(), 5, 2);
                Add("rs", new Relu(), 6);
                Add("d", Conv(6, 16, 16, 1), 7);
                Add("later", new Add(), 8, 2);
                break;
            default:
                Add("sum", new Add(), 0, 2);
                break;
        }
        Add("relu", new Relu(), nodes.Count - 1);
        Add("pool", new MaxPool2d([2, 2], [2, 2], [0, 0]), nodes.Count - 1);
        Add("flatten", new Flatten(), nodes.Count - 1);
        Add("fc", new Linear(Uniform(9, 4, (three ? 3 : 16) * 16) - 0.5, null), nodes.Count - 1);
        AssertLogitsAndGradient(new Graph(nodes, new ImageShape(3, 8, 8), 4));
    }

    [EngineTheory]
    [InlineData("cnn-small")]
    [InlineData("lenet")]
    [InlineData("cifar-resnet20")]
    public void LogitsAndGradient_KnownNetwork_AreForwards(string name)
    {
        using var scope = NewDisposeScope();
        AssertLogitsAndGradient(Known(name));
    }

    private static void AssertLogitsAndGradient(Graph graph)
    {
        var compiled = Compiled(graph);
        Assert.True(compiled.HasInputGradient);
        var x = Uniform(2, graph.InputShape.Batch(11));
        var leaf = x.clone().requires_grad_();
        var logits = Forward.Run(graph, leaf);
        var expected = autograd.grad([-F.cross_entropy(logits, full([11], 1, int64), reduction: nn.Reduction.Sum)], [leaf])[0];
        double[] losses = new double[11];
        var actual = compiled.InputGradient(x, (row, values, gradient) =>
        {
            double sum = 0;
            foreach (float z in values)
                sum += Math.Exp(z);
            for (int c = 0; c < values.Length; c++)
                gradient[c] = (float)((c == 1 ? 1 : 0) - Math.Exp(values[c]) / sum);
            return values[1] - Math.Log(sum);
        }, losses);
        using var guard = no_grad();
        Assert.True(Difference(logits, compiled.Logits(x)) < 2e-6);
        Assert.Equal(logits.log_softmax(1).select(1, 1).data<float>().ToArray().Select(v => (double)v), losses, (a, b) =>
            Math.Abs(a - b) < 1e-4);
        // Rectifiers whose input is within rounding of zero may fall on either side, so one image in the eleven may differ more.
        var worst = ((expected - actual).square().sum([1, 2, 3]) / expected.square().sum([1, 2, 3])).sqrt().data<float>()
            .ToArray().Order().ToArray();
        Assert.True(worst[^2] < 1e-5 && worst[^1] < 0.02, string.Join(' ', worst));
    }

    [EngineTheory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Bfloat16)]
    public void Logits_AnyGroupingAndThreads_SameBits(Precision precision)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var graph = Known("cifar-resnet20");
        if (CompiledClassifier.TryCreate(graph, precision, out _) is not { } compiled)
            return;
        var x = Uniform(3, graph.InputShape.Batch(21));
        var whole = compiled.Logits(x);
        var alone = cat([.. Enumerable.Range(0, 21).Select(k => compiled.Logits(x.narrow(0, k, 1)))]);
        Assert.True(whole.Equals(alone));
        int before = get_num_threads();
        try
        {
            set_num_threads(1);
            Assert.True(whole.Equals(compiled.Logits(x)));
            Assert.True(whole.Equals(Compiled(graph, precision).Logits(x)));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [EngineFact]
    public void Logits_WhereGradientsAreRecorded_AreDifferentiable()
    {
        using var scope = NewDisposeScope();
        var graph = Known("cnn-small");
        var x = Uniform(4, graph.InputShape.Batch(2)).requires_grad_();
        var slope = autograd.grad([Compiled(graph).Logits(x).sum()], [x])[0];
        Assert.True(Difference(autograd.grad([Forward.Run(graph, x).sum()], [x])[0], slope) < 1e-4);
    }

    [EngineFact]
    public void TryCreate_OpWithoutAStep_SaysWhichAndWhere()
    {
        using var scope = NewDisposeScope();
        var graph = Chain(new ImageShape(3, 8, 8), 3, new GlobalAvgPool(), new Softmax(1));
        Assert.Null(CompiledClassifier.TryCreate(graph, Precision.Float32, out string? why));
        Assert.Equal("the engine has no rule for Softmax at node 2 (op2)", why);
    }

    [EngineFact]
    public void Logits_OtherShape_IsRefused() =>
        Assert.Contains("[N,3,8,8]", Assert.Throws<ArgumentException>(() =>
            Compiled(Chain(new ImageShape(3, 8, 8), 3, Conv(0, 3, 3, 8))).Logits(zeros([1, 3, 8, 9]))).Message,
            StringComparison.Ordinal);
}
