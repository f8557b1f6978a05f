using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Networks.Engine;

/// <summary>Rewrites a graph into the engine's steps: batch norms folded, residual sums and activations fused into
/// convolutions.</summary>
/// <remarks>The same function up to rounding.</remarks>
internal sealed class Lowering : ILowering
{
    private static OpTable<ILowering, LoweredStep?> Rules { get; } = new() { AffineOps.Engine, ElementwiseOps.Engine,
        PoolingOps.Engine, ShapeOps.Engine };

    private readonly Graph graph;
    private readonly IReadOnlyList<long[]> shapes;
    private readonly LoweredStep?[] steps;
    private readonly List<LoweredStep> order = [];
    private readonly bool[] makes;
    private Normalize? normalize;
    private int current;

    private Lowering(Graph graph)
    {
        this.graph = graph;
        shapes = Shapes.Run(graph);
        steps = new LoweredStep?[graph.Nodes.Count];
        makes = new bool[graph.Nodes.Count];
    }

    /// <exception cref="UnsupportedOpException">An op, or the way it is used, has no step.</exception>
    public static LoweredNetwork Run(Graph graph)
    {
        using var guard = no_grad();
        var lowering = new Lowering(FoldBatchNorm.Apply(graph));
        for (int k = 1; k < lowering.steps.Length; k++)
            lowering.steps[k] = lowering.Lower(k);
        var output = lowering.steps[^1] ?? throw lowering.No();
        return new LoweredNetwork(graph.InputShape, Used(lowering.order, output), lowering.normalize);
    }

    /// <summary>The steps that the output depends on, in the same order.</summary>
    private static List<LoweredStep> Used(List<LoweredStep> order, LoweredStep output)
    {
        var used = new HashSet<LoweredStep>(ReferenceEqualityComparer.Instance) { output };
        foreach (var step in order.AsEnumerable().Reverse().Where(used.Contains))
        {
            foreach (var read in new[] { step.Input, step.Other }.OfType<LoweredStep>())
                used.Add(read);
        }
        return [.. order.Where(used.Contains)];
    }

    private LoweredStep? Lower(int k)
    {
        current = k;
        if (!Rules.Covers(graph.Nodes[k].Op))
            throw No();
        return Rules.Apply(graph.Nodes[k].Op, this);
    }

    /// <inheritdoc/>
    public LoweredStep? X => steps[From];

    /// <inheritdoc/>
    public long[] Shape => shapes[current];

    /// <inheritdoc/>
    public bool ReadsPixels => From == 0 && graph.Consumers[0] == 1;

    private int From => graph.Nodes[current].Inputs[0];

    /// <inheritdoc/>
    public LoweredStep Next(LoweredStep step)
    {
        order.Add(step);
        makes[current] = true;
        return step;
    }

    /// <inheritdoc/>
    public LoweredStep? Pixels(Normalize op)
    {
        normalize = op;
        return null;
    }

    /// <inheritdoc/>
    public LoweredStep PerChannel(Tensor? factor, Tensor? offset)
    {
        if (Shape.Length != 3)
            throw No();
        var weight = factor ?? ones([Shape[0]]);
        return Next(new LoweredStep(EngineKind.Convolution, X, Shape)
        {
            Outputs = Shape[0],
            Groups = Shape[0],
            Weight = weight.reshape(-1, 1, 1, 1),
            Bias = offset,
        });
    }

    /// <inheritdoc/>
    public Tensor Channels(Tensor constant)
    {
        long[] shape = constant.shape;
        long channels = shape.Length >= 3 ? shape[^3] : 1;
        if (Shape.Length != 3 || constant.numel() != channels)
            throw No();
        return constant.reshape(-1).expand(Shape[0]);
    }

    /// <inheritdoc/>
    public LoweredStep Pool(EngineKind kind, long[] kernel, long[] stride, long[] padding, long[] dilation) =>
        Next(new LoweredStep(kind, X, Shape) { Kernel = kernel, Stride = stride, Padding = padding, Dilation = dilation });

    /// <inheritdoc/>
    public LoweredStep MeanOverImage() =>
        shapes[From] is { Length: 3 } image ? Pool(EngineKind.AveragePool, image[1..], [1, 1], [0, 0], [1, 1]) : throw No();

    /// <inheritdoc/>
    public LoweredStep Activate(EngineActivation activation, float a = 0, float b = 0)
    {
        // Only rectifiers keep NaN alive where they are fused; before the others the engine looks at the values first.
        // The slope follows from the sign of the result, unless the negative side rises too.
        bool fused = activation is EngineActivation.Relu || (activation is EngineActivation.LeakyRelu && a >= 0);
        var step = fused && IsOwn(From) && X is { Activation: EngineActivation.None, Kind: not EngineKind.Concat } producer
            ? producer
            : Next(new LoweredStep(EngineKind.Activate, X, Shape));
        (step.Activation, step.A, step.B) = (activation, a, b);
        return step;
    }

    /// <summary>A sum becomes the residual of a convolution that nobody else reads; the later of two, so that the earlier is
    /// there.</summary>
    public LoweredStep Sum()
    {
        var inputs = graph.Nodes[current].Inputs;
        if (!shapes[inputs[0]].SequenceEqual(shapes[inputs[1]]))
            throw No();
        foreach (int side in new[] { 0, 1 }.OrderByDescending(side => inputs[side])
            .Where(side => inputs[0] != inputs[1] && IsOwn(inputs[side])))
        {
            if (steps[inputs[side]] is not
                {
                    Kind: EngineKind.Convolution, Activation: EngineActivation.None,
                    AddsOther: false
                } convolution)
                continue;
            // It moves to where the other side is known; only this sum reads it.
            order.RemoveAll(step => ReferenceEquals(step, convolution));
            (convolution.AddsOther, convolution.Other) = (true, steps[inputs[1 - side]]);
            return Next(convolution);
        }
        return Next(new LoweredStep(EngineKind.Sum, steps[inputs[0]], Shape)
        {
            AddsOther = true,
            Other = steps[inputs[1]]
        });
    }

    /// <inheritdoc/>
    public LoweredStep Join()
    {
        int[] inputs = [.. graph.Nodes[current].Inputs];
        // A flattened image is no row of its own here.
        long[] Kept(int input) => steps[input]?.Shape ?? shapes[0];
        if (inputs.Length < 2 || inputs.Any(input => Kept(input).Length != Shape.Length))
            throw No();
        var joined = steps[inputs[0]];
        long[] shape = [.. Kept(inputs[0])];
        foreach (int input in inputs.Skip(1))
        {
            shape = [shape[0] + Kept(input)[0], .. shape[1..]];
            joined = Next(new LoweredStep(EngineKind.Concat, joined, shape) { AddsOther = true, Other = steps[input] });
        }
        return joined!;
    }

    /// <inheritdoc/>
    public UnsupportedOpException No() => new("the engine", current, graph.Nodes[current]);

    /// <summary>Whether a node's step gives nothing but this node's value, and only one node reads it.</summary>
    private bool IsOwn(int index) => graph.Consumers[index] == 1 && makes[index];
}
