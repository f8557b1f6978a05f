using Audit.Import.Onnx.Nodes;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Functions with jumps, comparisons, and choices between values.</summary>
/// <remarks>
/// A comparison is a step of the difference, which is 0 for equal numbers alone (IEEE 754, subnormal results kept); what it gives
/// is 1 or 0. x = y where x is neither above y nor below. Differs: infinities compared with equal ones give 0, their difference
/// being no number.
/// </remarks>
internal static class StepImport
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["And"] = (graph, n) => graph.Emit(n, new Multiply(), [Condition(n, 0), Condition(n, 1)]),
        ["Ceil"] = (graph, n) => graph.Emit(n, new Ceil(), n.Variable(0)),
        ["Equal"] = Equal,
        ["Floor"] = (graph, n) => graph.Emit(n, new Floor(), n.Variable(0)),
        ["Greater"] = (graph, n) => Above(graph, n, 0, 1, atZero: false),
        ["GreaterOrEqual"] = (graph, n) => Above(graph, n, 0, 1, atZero: true),
        ["Less"] = (graph, n) => Above(graph, n, 1, 0, atZero: false),
        ["LessOrEqual"] = (graph, n) => Above(graph, n, 1, 0, atZero: true),
        ["Not"] = (graph, n) => Negated(graph, n, Condition(n, 0)),
        ["Or"] = (graph, n) => Negated(graph, n, graph.Emit(n, new Multiply(),
            [Negated(graph, n, Condition(n, 0)), Negated(graph, n, Condition(n, 1))])),
        ["Round"] = (graph, n) => graph.Emit(n, new Round(), n.Variable(0)),
        ["Sign"] = (graph, n) => graph.Emit(n, new Sign(), n.Variable(0)),
        ["Where"] = Where,
    };

    /// <summary>Ops written here.</summary>
    public static OpTable<NodeWriter, bool> Export { get; } = new()
    {
        (Floor _, NodeWriter w) => w.Add("Floor", w.Inputs),
        (Ceil _, NodeWriter w) => w.Add("Ceil", w.Inputs),
        (Round _, NodeWriter w) => w.Add("Round", w.Inputs),
        (Sign _, NodeWriter w) => w.Add("Sign", w.Inputs),
        (Step op, NodeWriter w) => w.Add(op.AtZero ? "GreaterOrEqual" : "Greater", "above", [w.X, w.Stored("zero", zeros(1))],
            w.Inner("above")) && w.Add("Cast", [w.Inner("above")], OnnxAttributes.Int("to", 1)),
        (Where _, NodeWriter w) => w.Add("Greater", "true", [w.X, w.Stored("half", full([1], 0.5f))], w.Inner("true"))
            && w.Add("Where", [w.Inner("true"), .. w.Inputs.Skip(1)]),
    };

    private static Variable Above(OnnxGraph graph, OnnxNode n, int larger, int smaller, bool atZero) =>
        graph.Emit(n, new Step(atZero), Difference(graph, n, larger, smaller));

    private static Variable Equal(OnnxGraph graph, OnnxNode n) => graph.Emit(n, new Multiply(),
        [Above(graph, n, 0, 1, atZero: true), Above(graph, n, 1, 0, atZero: true)]);

    /// <summary>Input a minus input b.</summary>
    private static Variable Difference(OnnxGraph graph, OnnxNode n, int a, int b)
    {
        if (n.Input(a) is Variable x)
        {
            return n.Input(b) is Variable y ? graph.Emit(n, new Add(), [x, ArithmeticRules.Negated(graph, n, y)])
                : Shifted(graph, n, x, -ArithmeticRules.Constant(n, x, b));
        }
        var subtracted = n.Variable(b);
        return Shifted(graph, n, ArithmeticRules.Negated(graph, n, subtracted), ArithmeticRules.Constant(n, subtracted, a));
    }

    private static Variable Shifted(OnnxGraph graph, OnnxNode n, Variable x, Tensor offset) =>
        offset.eq(0).all().ToBoolean() ? x : graph.Emit(n, new Shift(offset), x);

    private static Variable Negated(OnnxGraph graph, OnnxNode n, Variable condition) =>
        graph.Emit(n, new Shift(ArithmeticRules.One(condition, 1)), ArithmeticRules.Negated(graph, n, condition));

    /// <summary>What is true or false.</summary>
    private static Variable Condition(OnnxNode n, int input) => n.Input(input) as Variable
        ?? throw n.Fail($"input {input} must depend on the image, it is a constant");

    private static Variable Where(OnnxGraph graph, OnnxNode n)
    {
        if (n.Input(0) is not Variable condition)
            return Masked(graph, n);
        return graph.Emit(n, new Where(), [condition, Branch(graph, n, 1, condition), Branch(graph, n, 2, condition)]);
    }

    /// <summary>A value to choose; a stored one becomes 0 times another, plus itself: of the condition, which is finite, where
    /// it repeats to that.</summary>
    private static Variable Branch(OnnxGraph graph, OnnxNode n, int input, Variable condition)
    {
        if (n.Input(input) is Variable x)
            return x;
        var like = n.Reals(input).numel() > 1 && n.Input(3 - input) is Variable other ? other : condition;
        var constant = ArithmeticRules.Constant(n, like, input);
        return graph.Emit(n, new Shift(constant), graph.Emit(n, new Scale(ArithmeticRules.One(like, 0)), like));
    }

    /// <summary>A choice that the file has made already: one branch in some places, the other elsewhere.</summary>
    private static Variable Masked(OnnxGraph graph, OnnxNode n)
    {
        long[] shape = n.Integers(0).Shape;
        var mask = tensor([.. n.Numbers(0).Select(v => v != 0 ? 1f : 0f)], shape);
        if (shape.Length > 0 && shape[0] == 1)
            mask = mask.reshape(shape[1..]);
        Tensor Share(int input) => input == 1 ? mask : 1 - mask;
        Variable Part(int input) => graph.Emit(n, new Scale(Share(input)), n.Variable(input));
        if (n.Input(1) is Variable && n.Input(2) is Variable)
            return graph.Emit(n, new Add(), [Part(1), Part(2)]);
        int stored = n.Input(1) is Variable ? 2 : 1;
        // Not a product: what is stored may be infinite where it is not chosen.
        return graph.Emit(n, new Shift(where(Share(stored).gt(0), ArithmeticRules.Constant(n, n.Variable(3 - stored), stored),
            zeros(1))), Part(3 - stored));
    }
}
