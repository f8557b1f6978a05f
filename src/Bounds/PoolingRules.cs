using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>What pools and means mean to bounds.</summary>
internal static class PoolingRules
{
    public static BoundTable<IntervalInputs, Interval> Intervals { get; } = new()
    {
        (MaxPool2d _, IntervalInputs i) => i.Chosen(),
        (AvgPool2d op, IntervalInputs i) => Averaged(i, op.Kernel[0] * op.Kernel[1]),
        (GlobalAvgPool _, IntervalInputs i) => Averaged(i, i.X.Lower.shape[2] * i.X.Lower.shape[3]),
        (Mean op, IntervalInputs i) => Averaged(i, op.Axes.Aggregate(1L, (n, a) => n * i.X.Lower.shape[a])),
    };

    /// <summary>Ops whose adjoint needs bounds of what they read.</summary>
    public static OpTable<BoundedInputs, Adjoint?> Bounded { get; } = new()
    {
        (MaxPool2d op, BoundedInputs at) => MaxPoolRule.Backward(op, at.A, at.Inputs[0]),
    };

    public static OpTable<AdjointInputs, Adjoint?> Adjoints { get; } = new()
    {
        (AvgPool2d _, AdjointInputs at) => RowMaps.Transposed(at),
        (GlobalAvgPool _, AdjointInputs at) => RowMaps.Transposed(at),
        (Mean _, AdjointInputs at) => RowMaps.Transposed(at),
    };

    public static OpTable<ErrorInputs, Tensor?> Errors { get; } = new()
    {
        (AvgPool2d _, ErrorInputs at) => at.OfSize(),
        (GlobalAvgPool _, ErrorInputs at) => at.OfSize(),
        (Mean _, ErrorInputs at) => at.OfSize(),
        (MaxPool2d _, ErrorInputs at) => at.OfSize(),
    };

    /// <summary>A mean of n elements never falls; computed, it is off by at most gamma_(n+1) of the mean of absolute
    /// values.</summary>
    private static Interval Averaged(IntervalInputs i, long terms)
    {
        var result = i.Chosen();
        if (i.Rounding is null)
            return result;
        var error = Forward.Evaluate(i.Op, [i.X.Magnitude])! * (Rounding.Gamma(terms + 4) * Rounding.Slack);
        return i.Rounding.Outward(new Interval(result.Lower - error, result.Upper + error));
    }
}
