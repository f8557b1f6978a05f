using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Intervals of the ops that are no affine maps of one value: monotone functions, averages, sums, products, moves.</summary>
internal static class IntervalRules
{
    /// <returns>The interval of the op's value; null where there is no rule, or none that counts rounding errors.</returns>
    public static Interval? Apply(Op operation, IReadOnlyList<Interval> inputs, Rounding? rounding)
    {
        var x = inputs[0];
        return operation switch
        {
            // Exact in floating point: a value is chosen or moved, never computed.
            Relu or Clip or MaxPool2d => x.Map(t => Forward.Evaluate(operation, [t])!),
            Pad { Value: double.NegativeInfinity or double.PositiveInfinity } when rounding is not null => null,
            Flatten or Reshape or Permute or Pad or Slice or UpsampleNearest => x.Map(t => Forward.Evaluate(operation, [t])!),
            Concat => new Interval(Ends(inputs, i => i.Lower, operation), Ends(inputs, i => i.Upper, operation)),
            LeakyRelu { Slope: >= 0 } => rounding.Outward(x.Map(t => Forward.Evaluate(operation, [t])!)),
            // libtorch promises no error bound for these.
            Sigmoid or Tanh => rounding is null ? x.Map(t => Forward.Evaluate(operation, [t])!) : null,
            Add => rounding.Outward(new Interval(x.Lower + inputs[1].Lower, x.Upper + inputs[1].Upper)),
            Multiply => rounding.Outward(Product(x, inputs[1])),
            Reciprocal => rounding.Outward(Inverse(x)),
            AvgPool2d op => Averaged(x, op, op.Kernel[0] * op.Kernel[1], rounding),
            GlobalAvgPool => Averaged(x, operation, x.Lower.shape[2] * x.Lower.shape[3], rounding),
            Mean op => Averaged(x, op, op.Axes.Aggregate(1L, (n, a) => n * x.Lower.shape[a]), rounding),
            _ => null,
        };
    }

    private static Tensor Ends(IReadOnlyList<Interval> inputs, Func<Interval, Tensor> end, Op concat) => Forward.Evaluate(concat, [.. inputs.Select(end)])!;

    /// <summary>A mean of n elements never falls; computed, it is off by at most gamma_(n+1) of the mean of absolute values.</summary>
    private static Interval Averaged(Interval x, Op mean, long terms, Rounding? rounding)
    {
        var result = x.Map(t => Forward.Evaluate(mean, [t])!);
        if (rounding is null)
            return result;
        var error = Forward.Evaluate(mean, [x.Magnitude])! * (Rounding.Gamma(terms + 4) * Rounding.Slack);
        return rounding.Outward(new Interval(result.Lower - error, result.Upper + error));
    }

    private static Interval Product(Interval x, Interval y)
    {
        Tensor a = x.Lower * y.Lower, b = x.Lower * y.Upper, c = x.Upper * y.Lower, d = x.Upper * y.Upper;
        return new Interval(a.minimum(b).minimum(c.minimum(d)), a.maximum(b).maximum(c.maximum(d)));
    }

    /// <summary>1/x falls on either side of zero; across it there is no bound.</summary>
    private static Interval Inverse(Interval x)
    {
        var across = x.Lower.le(0).logical_and(x.Upper.ge(0));
        return new Interval(x.Upper.reciprocal().masked_fill(across, double.NegativeInfinity), x.Lower.reciprocal().masked_fill(across, double.PositiveInfinity));
    }
}
