using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Nodes;

/// <summary>Constants of a file without a rounding error: float32 where that holds them, else float64; and arithmetic that says
/// whether float64 had to round.</summary>
internal static class ExactNumbers
{
    /// <summary>Below this a product's rounding error may be no number of float64 itself.</summary>
    private const double Small = 1e-280;

    /// <summary>x as float32 where that changes no number, else as float64.</summary>
    public static Tensor Narrowest(Tensor x)
    {
        if (x.dtype == float32)
            return x;
        var narrow = x.to(float32);
        return narrow.to(float64).eq(x).logical_or(x.isnan()).all().ToBoolean() ? narrow : x;
    }

    /// <summary>An op as the graph keeps it: in float32, and where that rounds its constants, in float64 too.</summary>
    public static (Op Rounded, Op? Exact) Split(Op op) => op.Tensors.All(t => t.Tensor.dtype == float32) ? (op, null)
        : (op.Map(t => t.to(float32)), op.Map(t => t.to(float64)));

    /// <summary>x + y and what rounding took from it (Knuth's TwoSum).</summary>
    public static (double Value, bool IsExact) Sum(double x, double y)
    {
        double sum = x + y, part = sum - x;
        return (sum, !double.IsFinite(sum) || (x - (sum - part)) + (y - part) == 0);
    }

    /// <summary>x - y.</summary>
    public static (double Value, bool IsExact) Difference(double x, double y) => Sum(x, -y);

    /// <summary>x y; the error is one fused multiply-add.</summary>
    public static (double Value, bool IsExact) Product(double x, double y)
    {
        double product = x * y;
        return (product, !double.IsFinite(product) || x == 0 || y == 0
            || (Math.Abs(product) > Small && Math.FusedMultiplyAdd(x, y, -product) == 0));
    }

    /// <summary>x / y: exact where y times the quotient is x again.</summary>
    public static (double Value, bool IsExact) Quotient(double x, double y)
    {
        double quotient = x / y;
        return (quotient, !double.IsFinite(quotient) || x == 0
            || (Math.Abs(quotient) > Small && Math.Abs(x) > Small && Math.FusedMultiplyAdd(quotient, y, -x) == 0));
    }

    /// <summary>Two constants, one repeated over the other, number by number.</summary>
    public static Reals Each(Reals x, Reals y, Func<double, double, (double Value, bool IsExact)> apply)
    {
        var (a, b) = (x.Tensor.to(float64), y.Tensor.to(float64));
        long[] shape = (a + b).shape;
        double[] left = Numbers(a.expand(shape)), right = Numbers(b.expand(shape));
        bool rounded = x.IsRounded || y.IsRounded;
        for (int k = 0; k < left.Length; k++)
        {
            (left[k], bool exact) = apply(left[k], right[k]);
            rounded |= !exact;
        }
        return new Reals(Narrowest(tensor(left, shape))) { IsRounded = rounded };
    }

    /// <summary>A constant times one number.</summary>
    public static Reals Times(Reals x, double factor) => factor == 1 ? x : Each(x, new Reals(tensor(factor)), Product);

    private static double[] Numbers(Tensor x) => x.contiguous().flatten().data<double>().ToArray();
}
