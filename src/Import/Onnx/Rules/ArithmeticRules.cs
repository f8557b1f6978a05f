using Audit.Import.Onnx.Nodes;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Add, Sub, Mul and Div of values that depend on the image, with each other and with constants.</summary>
/// <remarks>
/// Constants become <see cref="Scale"/> and <see cref="Shift"/>, right after the image <see cref="Normalize"/>, and after a
/// matrix product its bias. x - y is x + (-1) y, x / y is x * (1/y).
/// </remarks>
internal static class ArithmeticRules
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["Add"] = Add,
        ["Div"] = Div,
        ["Mul"] = Mul,
        ["Sub"] = Sub,
    };

    /// <summary>Ops written here.</summary>
    public static OpTable<NodeWriter, bool> Export { get; } = new()
    {
        (Normalize op, NodeWriter w) => w.Add("Sub", "sub", [w.X, w.Stored("mean", op.Mean, 1, -1, 1, 1)], w.Inner("centred"))
            && w.Add("Div", [w.Inner("centred"), w.Stored("std", op.Std, 1, -1, 1, 1)]),
        (Scale op, NodeWriter w) => w.Add("Mul", [w.X, w.Stored("factor", op.Factor)]),
        (Shift op, NodeWriter w) => w.Add("Add", [w.X, w.Stored("offset", op.Offset)]),
        (Add _, NodeWriter w) => w.Add("Add", w.Inputs),
        (Multiply _, NodeWriter w) => w.Add("Mul", w.Inputs),
    };

    public static Value Add(OnnxGraph graph, OnnxNode n) => (n.Input(0), n.Input(1)) switch
    {
        (Variable x, Variable y) => graph.Emit(n, new Add(), [x, y]),
        (Variable x, _) => Shifted(graph, n, x, Constant(n, x, 1)),
        _ => Shifted(graph, n, n.Variable(1), Constant(n, n.Variable(1), 0)),
    };

    public static Value Sub(OnnxGraph graph, OnnxNode n) => (n.Input(0), n.Input(1)) switch
    {
        (Variable x, Variable y) => graph.Emit(n, new Add(), [x, Negated(graph, n, y)]),
        (Variable x, _) => Shifted(graph, n, x, -Constant(n, x, 1)),
        _ => Shifted(graph, n, Negated(graph, n, n.Variable(1)), Constant(n, n.Variable(1), 0)),
    };

    public static Value Mul(OnnxGraph graph, OnnxNode n) => (n.Input(0), n.Input(1)) switch
    {
        (Variable x, Variable y) => graph.Emit(n, new Multiply(), [x, y]),
        (Variable x, _) => Scaled(graph, n, x, Constant(n, x, 1), divide: false),
        _ => Scaled(graph, n, n.Variable(1), Constant(n, n.Variable(1), 0), divide: false),
    };

    public static Value Div(OnnxGraph graph, OnnxNode n) => (n.Input(0), n.Input(1)) switch
    {
        (Variable x, Variable y) => graph.Emit(n, new Multiply(), [x, graph.Emit(n, new Reciprocal(), y)]),
        (Variable x, _) => Scaled(graph, n, x, Constant(n, x, 1), divide: true),
        _ => Scaled(graph, n, graph.Emit(n, new Reciprocal(), n.Variable(1)), Constant(n, n.Variable(1), 0), divide: false),
    };

    private static Variable Negated(OnnxGraph graph, OnnxNode n, Variable x) => graph.Emit(n, new Scale(full([1], -1f)), x);

    /// <summary>The constant without the batch dimension, in at most x's other dimensions.</summary>
    private static Tensor Constant(OnnxNode n, Variable x, int input)
    {
        var c = n.Reals(input);
        if (c.dim() == x.Rank && c.shape[0] == 1)
            return c.reshape(c.shape[1..]);
        return c.dim() < x.Rank ? c
            : throw n.Fail($"its constant is [{string.Join(',', c.shape)}], which differs by image or has more dimensions than "
            + $"[N{string.Concat(x.Shape.Select(s => $",{s}"))}]");
    }

    private static Variable Shifted(OnnxGraph graph, OnnxNode n, Variable x, Tensor offset)
    {
        if (x.Node == 0 && PerChannel(x, offset) is { } mean)
        {
            var y = graph.Emit(n, new Normalize(-mean, ones(x.Shape[0])), x, "normalize");
            graph.Open(y, y.Node);
            return y;
        }
        if (graph.TakeOpen(x) is (int node, Linear { Bias: null } linear) && Repeats(x, offset))
        {
            graph.Rewrite(node, linear with { Bias = offset.expand(x.Shape).reshape(-1).contiguous() });
            return x;
        }
        return graph.Emit(n, new Shift(offset), x);
    }

    private static Variable Scaled(OnnxGraph graph, OnnxNode n, Variable x, Tensor constant, bool divide)
    {
        // A mean that was subtracted just before waits for its standard deviation.
        var half = graph.TakeOpen(x) is (int node, Normalize normalize) ? (node, normalize) : default;
        if ((x.Node == 0 || half.normalize is not null) && PerChannel(x, constant) is { } values && Usable(values))
        {
            var std = divide ? values : 1 / values;
            if (half.normalize is null)
                return graph.Emit(n, new Normalize(zeros(x.Shape[0]), std), x, "normalize");
            graph.Rewrite(half.node, half.normalize with { Std = std });
            return x;
        }
        return graph.Emit(n, new Scale(divide ? 1 / constant : constant), x);
    }

    /// <summary>The constant as [C] where it is one number, or one for each channel of the image.</summary>
    private static Tensor? PerChannel(Variable x, Tensor c)
    {
        long channels = x.Shape[0];
        if (c.numel() == 1)
            return c.reshape(1).expand(channels).contiguous();
        return c.numel() == channels && c.dim() == 3 && c.shape[0] == channels ? c.reshape(-1) : null;
    }

    private static bool Usable(Tensor std) => std.data<float>().ToArray()
        .All(s => s != 0 && float.IsFinite(s) && float.IsFinite(1 / s));

    private static bool Repeats(Variable x, Tensor c)
    {
        int missing = x.Shape.Length - (int)c.dim();
        return missing >= 0 && c.shape.Select((s, d) => s == 1 || s == x.Shape[d + missing]).All(same => same);
    }
}
