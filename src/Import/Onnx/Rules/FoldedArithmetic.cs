using Audit.Import.Onnx.Nodes;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Add, Sub, Mul and Div of two constants.</summary>
internal static class FoldedArithmetic
{
    public static Value Add(OnnxGraph graph, OnnxNode n) => Apply(graph, n, ExactNumbers.Sum, (x, y) => checked(x + y),
        neutral: 0);

    public static Value Sub(OnnxGraph graph, OnnxNode n) => Apply(graph, n, ExactNumbers.Difference, (x, y) => checked(x - y),
        neutral: 0);

    public static Value Mul(OnnxGraph graph, OnnxNode n) => Apply(graph, n, ExactNumbers.Product, (x, y) => checked(x * y),
        neutral: 1);

    public static Value Div(OnnxGraph graph, OnnxNode n) => Apply(graph, n, ExactNumbers.Quotient, (x, y) => checked(x / y),
        neutral: 1);

    private static Value Apply(OnnxGraph graph, OnnxNode n, Func<double, double, (double, bool)> reals, Func<long, long,
        long> integers,
        long neutral)
    {
        if (n.Input(0) is Integers)
            return Whole(n, n.Integers(0), n.Integers(1), integers, neutral);
        Reals x = n.Constants(0), y = n.Constants(1);
        graph.Reserve(6 * Broadcast(n, x.Tensor.shape, y.Tensor.shape));
        return ExactNumbers.Each(x, y, reals);
    }

    private static Integers Whole(OnnxNode n, Integers x, Integers y, Func<long, long, long> apply, long neutral)
    {
        int count = Math.Max(x.Elements.Length, y.Elements.Length);
        bool fits = x.Elements.Length == y.Elements.Length || x.Elements.Length == 1 || y.Elements.Length == 1;
        if (!fits || x.Shape.Length > 1 || y.Shape.Length > 1)
            throw n.Fail($"of whole numbers [{string.Join(',', x.Shape)}] and [{string.Join(',', y.Shape)}]: expected lists of "
                + $"one length");
        if (x.Elements.Length == 0 || y.Elements.Length == 0)
            count = 0;
        var result = new long?[count];
        for (int i = 0; i < count; i++)
        {
            long? a = x.Elements[i % x.Elements.Length], b = y.Elements[i % y.Elements.Length];
            try
            {
                // The batch size is unknown; only what leaves it as it is can be said.
                result[i] = a is { } u && b is { } v ? apply(u, v)
                    : a is null && b == neutral ? null
                    : throw n.Fail("computes with the batch size");
            }
            catch (ArithmeticException e)
            {
                throw n.Fail(e.Message);
            }
        }
        return new Integers(x.Shape.Length >= y.Shape.Length ? [.. x.Shape.Select(_ => (long)count)]
            : [.. y.Shape.Select(_ => (long)count)], result);
    }

    private static long Broadcast(OnnxNode n, long[] x, long[] y)
    {
        Int128 elements = 1;
        for (int d = 1; d <= Math.Max(x.Length, y.Length); d++)
        {
            long a = d <= x.Length ? x[^d] : 1, b = d <= y.Length ? y[^d] : 1;
            if (a != b && a != 1 && b != 1)
                throw n.Fail($"of constants [{string.Join(',', x)}] and [{string.Join(',', y)}], which do not fit");
            elements = Int128.Min(elements * (a == 1 ? b : a), long.MaxValue);
        }
        return (long)elements;
    }
}
