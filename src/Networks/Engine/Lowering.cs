using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Networks.Engine;

/// <summary>Rewrites a graph into the engine's steps: batch norms folded, residual sums and activations fused into convolutions.</summary>
/// <remarks>The same function up to rounding. Shapes that only rename dimensions take no step.</remarks>
internal sealed class Lowering
{
    private readonly Graph graph;
    private readonly IReadOnlyList<long[]> shapes;
    private readonly LoweredStep?[] steps;
    private readonly List<LoweredStep> order = [];
    private Normalize? normalize;

    private Lowering(Graph graph)
    {
        this.graph = graph;
        shapes = Shapes.Run(graph);
        steps = new LoweredStep?[graph.Nodes.Count];
    }

    /// <exception cref="UnsupportedOpException">An op, or the way it is used, has no step.</exception>
    public static LoweredNetwork Run(Graph graph)
    {
        using var guard = no_grad();
        var lowering = new Lowering(FoldBatchNorm.Apply(graph));
        for (int k = 1; k < lowering.steps.Length; k++)
            lowering.steps[k] = lowering.Lower(k);
        var output = lowering.steps[^1] ?? throw lowering.No(lowering.steps.Length - 1);
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

    private UnsupportedOpException No(int k) => new("the engine", k, graph.Nodes[k]);

    private LoweredStep? Lower(int k)
    {
        var node = graph.Nodes[k];
        int from = node.Inputs[0];
        var x = steps[from];
        long[] shape = shapes[from];
        bool image = shape.Length == 3;
        return node.Op switch
        {
            Normalize op when from == 0 && graph.Consumers[0] == 1 => Pixels(op),
            Normalize op => PerChannel(k, (1 / op.Std).to(float32), -op.Mean / op.Std),
            BatchNorm op when image => PerChannel(k, Slope(op), op.Bias - op.RunningMean * Slope(op)),
            Scale op => PerChannel(k, Channels(k, op.Factor), null),
            Shift op => PerChannel(k, null, Channels(k, op.Offset)),
            Conv2d op => Next(new LoweredStep(EngineKind.Convolution, x, shapes[k], node.Name)
            {
                Outputs = op.Weight.shape[0],
                Groups = op.Groups,
                Kernel = op.Weight.shape[2..],
                Stride = op.Stride,
                Padding = op.Padding,
                Dilation = op.Dilation,
                Weight = op.Weight,
                Bias = op.Bias,
            }),
            Linear op => Next(new LoweredStep(EngineKind.Linear, x, shapes[k], node.Name) { Outputs = op.Weight.shape[0], Weight = op.Weight, Bias = op.Bias }),
            Add => Sum(k),
            Relu => Activate(k, EngineActivation.Relu),
            LeakyRelu op => Activate(k, EngineActivation.LeakyRelu, (float)op.Slope),
            Sigmoid => Activate(k, EngineActivation.Logistic),
            Tanh => Activate(k, EngineActivation.Tanh),
            Clip op => Activate(k, EngineActivation.Clip, (float)op.Minimum, (float)op.Maximum),
            AvgPool2d op => Pool(k, op.CountIncludePad ? EngineKind.AveragePool : EngineKind.AveragePoolInside, op.Kernel, op.Stride, op.Padding, [1, 1]),
            MaxPool2d op => Pool(k, EngineKind.MaxPool, op.Kernel, op.Stride, op.Padding, op.Dilation ?? [1, 1]),
            GlobalAvgPool => Pool(k, EngineKind.AveragePool, shape[1..], [1, 1], [0, 0], [1, 1]),
            Mean op when image && op.Axes.Order().SequenceEqual([2L, 3L]) => Pool(k, EngineKind.AveragePool, shape[1..], [1, 1], [0, 0], [1, 1]),
            Flatten => x,
            Reshape op when op.Shape.Length == 1 => x,
            _ => throw No(k),
        };
    }

    private LoweredStep Next(LoweredStep step)
    {
        order.Add(step);
        return step;
    }

    private LoweredStep? Pixels(Normalize op)
    {
        normalize = op;
        return null;
    }

    private static Tensor Slope(BatchNorm op) => op.Weight / (op.RunningVar + op.Epsilon).sqrt();

    /// <summary>A factor and an offset for each channel: a convolution of one pixel in as many groups as channels.</summary>
    private LoweredStep PerChannel(int k, Tensor? factor, Tensor? offset)
    {
        long[] shape = shapes[k];
        if (shape.Length != 3)
            throw No(k);
        var weight = factor ?? ones([shape[0]]);
        return Next(new LoweredStep(EngineKind.Convolution, steps[graph.Nodes[k].Inputs[0]], shape, graph.Nodes[k].Name)
        {
            Outputs = shape[0],
            Groups = shape[0],
            Weight = weight.reshape(-1, 1, 1, 1),
            Bias = offset,
        });
    }

    /// <summary>A constant as [C], where it does not vary over height and width.</summary>
    private Tensor Channels(int k, Tensor constant)
    {
        long[] shape = constant.shape, x = shapes[k];
        long channels = shape.Length >= 3 ? shape[^3] : 1;
        if (x.Length != 3 || constant.numel() != channels)
            throw No(k);
        return constant.reshape(-1).expand(x[0]);
    }

    private LoweredStep Pool(int k, EngineKind kind, long[] kernel, long[] stride, long[] padding, long[] dilation) =>
        Next(new LoweredStep(kind, steps[graph.Nodes[k].Inputs[0]], shapes[k], graph.Nodes[k].Name)
        {
            Kernel = kernel,
            Stride = stride,
            Padding = padding,
            Dilation = dilation,
        });

    private LoweredStep Activate(int k, EngineActivation activation, float a = 0, float b = 0)
    {
        int from = graph.Nodes[k].Inputs[0];
        var step = IsOwn(from) && steps[from] is { Activation: EngineActivation.None } producer ? producer
            : Next(new LoweredStep(EngineKind.Activate, steps[from], shapes[k], graph.Nodes[k].Name));
        (step.Activation, step.A, step.B) = (activation, a, b);
        return step;
    }

    /// <summary>A sum becomes the residual of a convolution that nobody else reads; the later of two, so that the earlier is there.</summary>
    private LoweredStep Sum(int k)
    {
        var inputs = graph.Nodes[k].Inputs;
        if (!shapes[inputs[0]].SequenceEqual(shapes[inputs[1]]))
            throw No(k);
        foreach (int side in new[] { 0, 1 }.OrderByDescending(side => inputs[side]).Where(side => inputs[0] != inputs[1] && IsOwn(inputs[side])))
        {
            if (steps[inputs[side]] is not { Kind: EngineKind.Convolution, Activation: EngineActivation.None, AddsOther: false } convolution)
                continue;
            // It moves to where the other side is known; only this sum reads it.
            order.RemoveAll(step => ReferenceEquals(step, convolution));
            (convolution.AddsOther, convolution.Other) = (true, steps[inputs[1 - side]]);
            return Next(convolution);
        }
        return Next(new LoweredStep(EngineKind.Sum, steps[inputs[0]], shapes[k], graph.Nodes[k].Name) { AddsOther = true, Other = steps[inputs[1]] });
    }

    /// <summary>Whether a node's step gives nothing but this node's value, and only one node reads it.</summary>
    private bool IsOwn(int index) => graph.Consumers[index] == 1 && graph.Nodes[index].Op is Conv2d or Linear or BatchNorm or Scale or Shift or Normalize or AvgPool2d or MaxPool2d
        or GlobalAvgPool or Mean or Add;
}
