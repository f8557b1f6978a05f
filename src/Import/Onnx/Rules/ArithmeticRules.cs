using System.Globalization;
using Audit.Import.Onnx.Nodes;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Add, Sub, Mul and Div of values that depend on the image, with each other and with constants.</summary>
/// <remarks>
/// Constants become <see cref="Scale"/>, <see cref="Divide"/> and <see cref="Shift"/>, right after the image
/// <see cref="Normalize"/>, and after a matrix product its bias. x - y is x + (-1) y, x / y of two values x * (1/y). A factor
/// right after the image is normalisation by its reciprocal to float32; bounds in float64 multiply (<see cref="Node.Exact"/>).
/// </remarks>
internal static class ArithmeticRules
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["Add"] = Add,
        ["Div"] = Div,
        ["Max"] = Max,
        ["Min"] = Min,
        ["Mul"] = Mul,
        ["Neg"] = Neg,
        ["Pow"] = Pow,
        ["Sub"] = Sub,
    };

    /// <summary>Ops written here.</summary>
    public static OpTable<NodeWriter, bool> Export { get; } = new()
    {
        (Normalize op, NodeWriter w) => w.Add("Sub", "sub", [w.X, w.Stored("mean", op.Mean, 1, -1, 1, 1)], w.Inner("centred"))
            && w.Add("Div", [w.Inner("centred"), w.Stored("std", op.Std, 1, -1, 1, 1)]),
        (Scale op, NodeWriter w) => w.Add("Mul", [w.X, w.Stored("factor", op.Factor)]),
        (Divide op, NodeWriter w) => w.Add("Div", [w.X, w.Stored("divisor", op.Divisor)]),
        (Squared _, NodeWriter w) => w.Add("Mul", [w.X, w.X]),
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
        (Variable x, Variable y) => x.Node == y.Node ? graph.Emit(n, new Squared(), x) : graph.Emit(n, new Multiply(), [x, y]),
        (Variable x, _) => Scaled(graph, n, x, Constant(n, x, 1), divide: false),
        _ => Scaled(graph, n, n.Variable(1), Constant(n, n.Variable(1), 0), divide: false),
    };

    public static Value Div(OnnxGraph graph, OnnxNode n) => (n.Input(0), n.Input(1)) switch
    {
        (Variable x, Variable y) => graph.Emit(n, new Multiply(), [x, graph.Emit(n, new Reciprocal(), y)]),
        (Variable x, _) => Scaled(graph, n, x, Constant(n, x, 1), divide: true),
        _ => Scaled(graph, n, graph.Emit(n, new Reciprocal(), n.Variable(1)), Constant(n, n.Variable(1), 0), divide: false),
    };

    public static Value Neg(OnnxGraph graph, OnnxNode n) => Negated(graph, n, n.Variable(0));

    /// <remarks>Squares alone: the only power that networks are written with.</remarks>
    public static Value Pow(OnnxGraph graph, OnnxNode n)
    {
        double exponent = n.Input(1) switch
        {
            Reals { Tensor: var t } when t.numel() == 1 => t.ToDouble(),
            Integers { Elements: [long whole] } => whole,
            _ => throw n.Fail("expects one exponent stored in the file"),
        };
        return exponent switch
        {
            1 => n.Variable(0),
            2 => graph.Emit(n, new Squared(), n.Variable(0)),
            _ => throw n.Fail(string.Create(CultureInfo.InvariantCulture, $"its exponent is {exponent}, expected 2")),
        };
    }

    public static Value Max(OnnxGraph graph, OnnxNode n) => Extreme(graph, n, largest: true);

    public static Value Min(OnnxGraph graph, OnnxNode n) => Extreme(graph, n, largest: false);

    /// <summary>max(x, y) = y + relu(x - y), and the least is minus the largest of the negatives; with one number, a
    /// clip.</summary>
    private static Variable Extreme(OnnxGraph graph, OnnxNode n, bool largest)
    {
        int first = Enumerable.Range(0, n.InputCount).First(i => n.Input(i) is Variable);
        var result = n.Variable(first);
        foreach (int i in Enumerable.Range(0, n.InputCount).Where(i => i != first))
        {
            if (n.Input(i) is Reals { Tensor: var t } && t.numel() == 1)
            {
                Constant(n, result, i);
                double bound = t.ToDouble();
                if (double.IsNaN(bound))
                    throw n.Fail($"input {i} is not a number");
                result = graph.Emit(n, largest ? new Clip(bound, double.PositiveInfinity)
                    : new Clip(double.NegativeInfinity, bound), result);
                continue;
            }
            var other = n.Input(i) as Variable;
            var constant = other is null ? Constant(n, result, i) : null;
            Variable Minus(Variable x) => other is null ? graph.Emit(n, new Shift(-constant!), x)
                : graph.Emit(n, new Add(), [x, Negated(graph, n, other)]);
            Variable Plus(Variable x) => other is null ? graph.Emit(n, new Shift(constant!), x)
                : graph.Emit(n, new Add(), [x, other]);
            var gap = Minus(result);
            result = Plus(largest ? graph.Emit(n, new Relu(), gap)
                : Negated(graph, n, graph.Emit(n, new Relu(), Negated(graph, n, gap))));
        }
        return result;
    }

    internal static Variable Negated(OnnxGraph graph, OnnxNode n, Variable x) => graph.Emit(n, new Scale(One(x, -1)), x);

    /// <summary>A number that repeats to any value, one without dimensions too.</summary>
    internal static Tensor One(Variable x, float value) => full(x.Shape.Length == 0 ? [] : [1], value);

    /// <summary>The constant without the batch dimension, in at most x's other dimensions.</summary>
    internal static Tensor Constant(OnnxNode n, Variable x, int input)
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
            var y = graph.Emit(n, new Normalize(-mean, ones(x.Shape[0], mean.dtype)), x, "normalize");
            graph.Open(y, y.Node);
            return y;
        }
        if (graph.TakeOpen(x) is (int node, Linear { Bias: null } linear) && Repeats(x, offset))
        {
            graph.Rewrite(n, node, linear with { Bias = offset.expand(x.Shape).reshape(-1).contiguous() });
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
            if (half.normalize is null)
            {
                var y = graph.Emit(n, new Normalize(zeros(x.Shape[0], values.dtype), ones(x.Shape[0], values.dtype)), x,
                    "normalize");
                half = (y.Node, new Normalize(zeros(x.Shape[0]), ones(x.Shape[0])));
                x = y;
            }
            Rescale(graph, n, half.node, half.normalize.Mean, values, divide);
            return x;
        }
        return graph.Emit(n, divide ? new Divide(constant) : new Scale(constant), x);
    }

    /// <summary>(x - mean) / std, or (x - mean) times a factor: that is normalisation by a reciprocal which is seldom a number of
    /// float32. Without rounding it is a batch norm of variance 1.</summary>
    private static void Rescale(OnnxGraph graph, OnnxNode n, int node, Tensor mean, Tensor values, bool divide)
    {
        if (divide)
        {
            graph.Rewrite(n, node, new Normalize(mean, values));
            return;
        }
        var std = (1 / values.to(float64)).to(float32);
        bool exact = (std.to(float64) * values.to(float64)).eq(1).all().ToBoolean();
        graph.Rewrite(n, node, new Normalize(mean, std), exact ? null
            : new BatchNorm(values, zeros_like(values), mean, ones_like(values), 0));
    }

    /// <summary>The constant as [C] where it is one number, or one for each channel of the image.</summary>
    private static Tensor? PerChannel(Variable x, Tensor c)
    {
        long channels = x.Shape[0];
        if (c.numel() == 1)
            return c.reshape(1).expand(channels).contiguous();
        return c.numel() == channels && c.dim() == 3 && c.shape[0] == channels ? c.reshape(-1) : null;
    }

    private static bool Usable(Tensor std) => std.to(float32).data<float>().ToArray()
        .All(s => s != 0 && float.IsFinite(s) && float.IsFinite(1 / s));

    private static bool Repeats(Variable x, Tensor c)
    {
        int missing = x.Shape.Length - (int)c.dim();
        return missing >= 0 && c.shape.Select((s, d) => s == 1 || s == x.Shape[d + missing]).All(same => same);
    }
}
