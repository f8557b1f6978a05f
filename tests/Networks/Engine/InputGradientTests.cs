using Audit.Attacks;
using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Records.Certificates;
using Audit.Tests.Attacks;
using static Audit.Tests.Networks.Engine.EngineNetworks;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Engine;

/// <summary>Gradients through compiled networks: against libtorch's, and against differences of the network in float64.</summary>
public class InputGradientTests
{
    public static TheoryData<string> Samples() => [.. OpSamples.Names];

    [EngineTheory]
    [MemberData(nameof(Samples))]
    public void Gradient_OfEachOp_IsLibtorchsAndTheDifferenceQuotient(string name)
    {
        using var scope = NewDisposeScope();
        var exact = OpSamples.Of(name);
        var graph = exact.Map(node => node.Op.Map(t => t.to(float32)));
        if (CompiledClassifier.TryCreate(graph, Precision.Float32, out string? why) is not { } compiled)
        {
            Assert.Contains("has no rule for", why, StringComparison.Ordinal);
            return;
        }
        AssertGradient(graph, exact, compiled, count: 7);
    }

    [EngineTheory]
    [MemberData(nameof(CompiledClassifierTests.Ops), MemberType = typeof(CompiledClassifierTests))]
    public void Gradient_OfChainsOfOps_IsLibtorchsAndTheDifferenceQuotient(string what, Op[] ops)
    {
        using var scope = NewDisposeScope();
        var graph = Chain(new ImageShape(3, 8, 8), 1, ops);
        int classes = (int)Shapes.Run(graph)[^1][0];
        graph = new Graph(graph.Nodes, graph.InputShape, classes);
        Assert.True(what.Length > 0);
        AssertGradient(graph, Doubled(graph), Compiled(graph), count: 5);
    }

    /// <summary>DenseNet's and Inception's joints: an image and what a layer made of it, one value joined twice, three
    /// branches.</summary>
    [EngineTheory]
    [InlineData("dense")]
    [InlineData("twice")]
    [InlineData("branches")]
    [InlineData("rows")]
    public void Gradient_OfJoinedBranches_IsLibtorchsAndTheDifferenceQuotient(string kind)
    {
        using var scope = NewDisposeScope();
        var nodes = new List<Node> { new("input", new Input(), []) };
        int Add(Op op, params int[] inputs)
        {
            nodes.Add(new Node($"n{nodes.Count}", op, inputs));
            return nodes.Count - 1;
        }
        int a = Add(new Relu(), Add(Conv(1, 3, 5, 3, padding: 1), 0)), joined;
        switch (kind)
        {
            case "dense":
                joined = Add(new Concat(1), 0, a);
                joined = Add(new Concat(1), joined, Add(new Relu(), Add(Conv(3, 8, 4, 3, padding: 1), joined)));
                break;
            case "twice":
                joined = Add(new Relu(), Add(new Concat(1), a, a));
                break;
            case "branches":
                joined = Add(new Concat(1), Add(new Tanh(), a), Add(Conv(5, 5, 3, 1), a), Add(new LeakyRelu(0.2), 0));
                break;
            default:
                int row = Add(new Linear(Uniform(7, 6, 320) - 0.5, null), Add(new Flatten(), a));
                joined = Add(new Concat(1), row, Add(new Sigmoid(), row));
                break;
        }
        int flat = kind == "rows" ? joined : Add(new Flatten(), Add(new MaxPool2d([2, 2], [2, 2], [0, 0]), joined));
        long features = Shapes.Run(new Graph(nodes, new ImageShape(3, 8, 8), 4))[flat][0];
        Add(new Linear(Uniform(9, 4, features) - 0.5, null), flat);
        var graph = new Graph(nodes, new ImageShape(3, 8, 8), 4);
        AssertGradient(graph, Doubled(graph), Compiled(graph), count: 6);
    }

    /// <summary>Loss by loss, what attacks see of a compiled network is what they see through libtorch.</summary>
    [EngineTheory]
    [InlineData("ce", false)]
    [InlineData("ce", true)]
    [InlineData("margin", false)]
    [InlineData("margin", true)]
    [InlineData("dlr", false)]
    [InlineData("dlr", true)]
    public void Oracle_EachLoss_IsLibtorchs(string name, bool targeted)
    {
        using var scope = NewDisposeScope();
        ILoss loss = name switch { "ce" => new CrossEntropy(), "margin" => new Margin(), _ => new DifferenceOfLogitsRatio() };
        var graph = Known("lenet");
        var x = Uniform(5, graph.InputShape.Batch(19));
        long[] labels = [.. Enumerable.Range(0, 19).Select(k => (long)(k % 10))];
        long[]? targets = targeted ? [.. labels.Select(l => (l + 3) % 10)] : null;
        Probe Ask(Audit.Networks.IClassifier model)
        {
            var task = Trial.Task(model, x, labels, Norm.Linf, 0.1, targets: targets);
            return task.Oracle.Gradient(x, loss, task.Aim);
        }
        var (expected, actual) = (Ask(new GraphClassifier(graph)), Ask(Compiled(graph)));
        Assert.True(Difference(expected.Values, actual.Values) < 1e-4);
        Assert.True(Difference(expected.Logits, actual.Logits) < 1e-5);
        AssertNear(expected.Gradient, actual.Gradient, kinks: 1);
    }

    /// <summary>One image or many, filled up units or not, asked once or twice: the same bits.</summary>
    [EngineFact]
    public void Gradient_AnyBatch_SameBits_AndMayBeAskedForAgain()
    {
        using var scope = NewDisposeScope();
        var graph = Known("lenet");
        var compiled = Compiled(graph);
        var x = Uniform(6, graph.InputShape.Batch(71));
        Tensor Of(Tensor images)
        {
            var at = images.detach().requires_grad_();
            return autograd.grad([compiled.Logits(at).select(1, 3).sum()], [at])[0];
        }
        var whole = Of(x);
        int[] counts = [1, 2, 3, 4, 5, 14, 16, 17, 50, 63];
        Assert.Equal([], counts.Where(count => !compiled.Logits(x.narrow(0, 0, count)).Equals(compiled.Logits(x).narrow(0, 0,
            count))));
        Assert.Equal([], counts.Where(count => !Of(x.narrow(0, 0, count)).Equals(whole.narrow(0, 0, count))));

        var leaf = x.clone().requires_grad_();
        var logits = compiled.Logits(leaf);
        var first = autograd.grad([logits.select(1, 3).sum()], [leaf], retain_graph: true)[0];
        var other = autograd.grad([logits.select(1, 4).sum()], [leaf], retain_graph: true)[0];
        var again = autograd.grad([logits.select(1, 3).sum()], [leaf])[0];
        Assert.True(first.Equals(whole) && again.Equals(whole));
        Assert.False(other.Equals(whole));
    }

    [EngineFact]
    public void Gradient_NothingAskedFor_MemoryIsGivenBack()
    {
        using var scope = NewDisposeScope();
        var compiled = Compiled(Known("lenet"));
        var x = Uniform(6, compiled.InputShape.Batch(3)).requires_grad_();
        Tensor[] logits = [.. Enumerable.Range(0, 5).Select(_ =>
        {
            using var inner = NewDisposeScope();
            return compiled.Logits(x).detach().MoveToOuterDisposeScope();
        })];
        Assert.All(logits, l => Assert.True(l.Equals(logits[0])));
    }

    /// <summary>Attacks win the same images on the engine and through libtorch: a network whose margins rounding does not
    /// decide.</summary>
    [EngineTheory]
    [InlineData("pgd", Norm.Linf, 0.03)]
    [InlineData("apgd-ce", Norm.L2, 0.3)]
    [InlineData("apgd-t", Norm.Linf, 0.03)]
    [InlineData("fab-t", Norm.L2, 0.3)]
    [InlineData("mi-fgsm", Norm.Linf, 0.03)]
    [InlineData("cw", Norm.L2, 0.3)]
    [InlineData("square", Norm.Linf, 0.03)]
    public void Attack_OnTheEngine_WinsTheSameImages(string name, Norm norm, double epsilon)
    {
        using var scope = NewDisposeScope();
        var graph = Chain(new ImageShape(1, 8, 8), 5, Conv(1, 1, 6, 3, padding: 1), new Relu(), Conv(3, 6, 6, 3, stride: 2),
            new Relu(), new Flatten(), new Linear(Uniform(5, 5, 54) - 0.5, null));
        var (engine, libtorch) = (Compiled(graph), new GraphClassifier(graph));
        var x = Uniform(7, graph.InputShape.Batch(30));
        long[] labels = Trial.Labels(libtorch, x);
        bool[] Won(Audit.Networks.IClassifier model)
        {
            var task = Trial.Task(model, x, labels, norm, epsilon);
            var attack = AttackCatalog.Create(new AttackOptions
            {
                Name = name,
                Norm = norm,
                Steps = name == "square" ? null : 10,
                Queries = name == "square" ? 60 : null
            });
            var claimed = attack.Run(task);
            var inside = BallAndBoxTests.Size(claimed.XAdv.flatten(1) - x.flatten(1), norm).le(epsilon * 1.0001).data<bool>()
                .ToArray();
            return [.. claimed.Found.Zip(inside, (found, within) => found && within)];
        }
        bool[] expected = Won(libtorch);
        Assert.InRange(expected.Count(w => w), 2, 28);
        Assert.Equal(expected, Won(engine));
    }

    private static void AssertGradient(Graph graph, Graph exact, CompiledClassifier compiled, int count)
    {
        Assert.True(compiled.HasInputGradient);
        var x = Uniform(11, graph.InputShape.Batch(count));
        var seed = Uniform(12, count, graph.Classes) - 0.5;
        Tensor Of(Func<Tensor, Tensor> logits)
        {
            var at = x.clone().requires_grad_();
            return autograd.grad([(logits(at) * seed).sum()], [at])[0];
        }
        var actual = Of(at => compiled.Logits(at));
        AssertNear(Of(at => Forward.Run(graph, at)), actual, kinks: 1);

        using var guard = no_grad();
        const double Step = 1e-6;
        var way = (Uniform(13, x.shape) - 0.5).to(float64);
        Tensor At(double offset) => (Forward.Run(exact, x.to(float64) + way * offset) * seed.to(float64)).sum(1);
        var quotient = (At(Step) - At(-Step)) / (2 * Step);
        double[] expected = quotient.data<double>().ToArray();
        double[] got = (actual.to(float64) * way).flatten(1).sum(1).data<double>().ToArray();
        double scale = expected.Max(Math.Abs);
        // An image whose way crosses a kink has another quotient.
        Assert.True(expected.Zip(got).Count(p => Math.Abs(p.First - p.Second) > 1e-4 * scale) <= 1,
            $"{string.Join(' ', expected)}, got {string.Join(' ', got)}");
    }

    /// <summary>Near a rectifier's kink rounding decides the side: that many images may differ.</summary>
    private static void AssertNear(Tensor expected, Tensor actual, int kinks)
    {
        double largest = expected.abs().max().ToDouble();
        float[] errors = [.. (expected - actual).abs().flatten(1).amax([1]).data<float>().ToArray().Order()];
        Assert.True(errors[^(1 + kinks)] <= 2e-5 * largest, $"{string.Join(' ', errors)} of {largest}");
    }

    private static Graph Doubled(Graph graph) => graph.Map(node => node.Op.Map(t => t.to(float64)));
}
