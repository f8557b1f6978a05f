using Audit.Import.Onnx.Nodes;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Functions of single numbers, and the softmaxes.</summary>
internal static class Activations
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["Abs"] = Abs,
        ["Clip"] = Clip,
        ["Elu"] = Elu,
        ["LeakyRelu"] = LeakyRelu,
        ["LogSoftmax"] = LogSoftmax,
        ["PRelu"] = PRelu,
        ["Reciprocal"] = Reciprocal,
        ["Relu"] = Relu,
        ["Sigmoid"] = Sigmoid,
        ["Softmax"] = Softmax,
        ["Tanh"] = Tanh,
    };

    /// <summary>Ops written here.</summary>
    public static OpTable<NodeWriter, bool> Export { get; } = new()
    {
        (Relu _, NodeWriter w) => w.Add("Relu", w.Inputs),
        (Sigmoid _, NodeWriter w) => w.Add("Sigmoid", w.Inputs),
        (Tanh _, NodeWriter w) => w.Add("Tanh", w.Inputs),
        (Reciprocal _, NodeWriter w) => w.Add("Reciprocal", w.Inputs),
        (LeakyRelu op, NodeWriter w) => w.Add("LeakyRelu", w.Inputs, OnnxAttributes.Float("alpha", (float)op.Slope)),
        (Elu op, NodeWriter w) => w.Add("Elu", w.Inputs, OnnxAttributes.Float("alpha", (float)op.Alpha)),
        (Clip op, NodeWriter w) =>
            w.Add("Clip", [w.X, w.Stored("min", tensor((float)op.Minimum)), w.Stored("max", tensor((float)op.Maximum))]),
        (Softmax op, NodeWriter w) => w.Add("Softmax", w.Inputs, OnnxAttributes.Int("axis", op.Axis)),
        (LogSoftmax op, NodeWriter w) => w.Add("LogSoftmax", w.Inputs, OnnxAttributes.Int("axis", op.Axis)),
    };

    /// <summary>Before it, softmax took all dimensions from its axis on as one.</summary>
    private const long SoftmaxOfOneAxis = 13;

    public static Value Relu(OnnxGraph graph, OnnxNode n) => graph.Emit(n, new Relu(), n.Variable(0));

    public static Value LeakyRelu(OnnxGraph graph, OnnxNode n) =>
        graph.Emit(n, new LeakyRelu(n.Float("alpha", 0.01f)), n.Variable(0));

    public static Value Abs(OnnxGraph graph, OnnxNode n) => graph.Emit(n, new LeakyRelu(-1), n.Variable(0));

    public static Value Elu(OnnxGraph graph, OnnxNode n) => graph.Emit(n, new Elu(n.Float("alpha", 1)), n.Variable(0));

    /// <summary>A slope s for each channel: s x + (1 - s) relu(x), whose lines are those of the function itself.</summary>
    public static Value PRelu(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        var slope = n.Reals(1);
        if (slope.numel() == 1)
            return graph.Emit(n, new LeakyRelu(slope.ToDouble()), x);
        if (slope.dim() == x.Rank && slope.shape[0] == 1)
            slope = slope.reshape(slope.shape[1..]);
        if (slope.dim() >= x.Rank)
            throw n.Fail($"its slopes are [{string.Join(',', slope.shape)}], which differ by image");
        var rest = ExactNumbers.Each(new Reals(tensor(1.0)), new Reals(slope), ExactNumbers.Difference);
        n.ReadsRounded |= rest.IsRounded;
        var steep = graph.Emit(n, new Scale(rest.Tensor), graph.Emit(n, new Relu(), x));
        return graph.Emit(n, new Add(), [graph.Emit(n, new Scale(slope), x), steep]);
    }

    public static Value Sigmoid(OnnxGraph graph, OnnxNode n) => graph.Emit(n, new Sigmoid(), n.Variable(0));

    public static Value Tanh(OnnxGraph graph, OnnxNode n) => graph.Emit(n, new Tanh(), n.Variable(0));

    public static Value Reciprocal(OnnxGraph graph, OnnxNode n) => graph.Emit(n, new Reciprocal(), n.Variable(0));

    public static Value Clip(OnnxGraph graph, OnnxNode n)
    {
        double minimum = Bound(n, 1, "min", double.NegativeInfinity), maximum = Bound(n, 2, "max", double.PositiveInfinity);
        if (double.IsNaN(minimum) || double.IsNaN(maximum) || minimum > maximum)
            throw n.Fail($"expected min <= max, got {minimum} and {maximum}");
        return graph.Emit(n, (minimum, maximum) is (0, double.PositiveInfinity) ? new Relu() : new Clip(minimum, maximum),
            n.Variable(0));
    }

    public static Value Softmax(OnnxGraph graph, OnnxNode n) => Along(graph, n, axis => new Softmax(axis));

    public static Value LogSoftmax(OnnxGraph graph, OnnxNode n) => Along(graph, n, axis => new LogSoftmax(axis));

    private static Variable Along(OnnxGraph graph, OnnxNode n, Func<long, Op> op)
    {
        var x = n.Variable(0);
        bool one = n.Opset >= SoftmaxOfOneAxis;
        long axis = n.Axis(n.Int("axis", one ? -1 : 1), x.Rank);
        if (axis == 0)
            throw n.Fail("runs over the batch");
        if (one || axis == x.Rank - 1)
            return graph.Emit(n, op(axis), x);
        if (axis > 1)
            throw n.Fail($"of opset {n.Opset} over several of many dimensions; export it for opset 13");
        var flat = graph.Emit(n, op(1), graph.Reshape(n, x, [Networks.Graphs.Sizes.Elements(x.Shape)]));
        return graph.Reshape(n, flat, x.Shape);
    }

    private static double Bound(OnnxNode n, int input, string attribute, double otherwise)
    {
        if (!n.Has(input))
            return n.Float(attribute, otherwise);
        var bound = n.Reals(input);
        return bound.numel() == 1 ? bound.ToDouble() : throw n.Fail($"{attribute} must be one number, got {bound.numel()}");
    }
}
