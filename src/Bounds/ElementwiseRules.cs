using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>What functions of single numbers, and products, mean to bounds.</summary>
internal static class ElementwiseRules
{
    public static BoundTable<IntervalInputs, Interval> Intervals { get; } = new()
    {
        (Relu _, IntervalInputs i) => i.Chosen(),
        (Clip _, IntervalInputs i) => i.Chosen(),
        { (LeakyRelu _, IntervalInputs i) => i.Rounding.Outward(i.Chosen()), op => op.Slope >= 0 },
        // libtorch promises no error bound for these.
        { (Sigmoid _, IntervalInputs i) => i.Chosen(), null, _ => false },
        { (Tanh _, IntervalInputs i) => i.Chosen(), null, _ => false },
        (Multiply _, IntervalInputs i) => i.Rounding.Outward(Product(i.X, i.Inputs[1])),
        (Reciprocal _, IntervalInputs i) => i.Rounding.Outward(Inverse(i.X)),
    };

    /// <summary>Lines with the function between them, where it is read.</summary>
    public static BoundTable<LineInputs, Relaxation> Lines { get; } = new()
    {
        (Relu _, LineInputs at) => Relaxation.Hinge(at, 0),
        { (LeakyRelu op, LineInputs at) => Relaxation.Hinge(at, op.Slope), op => op.Slope is >= 0 and <= 1 },
        { (Sigmoid _, LineInputs at) => SShape.Relax(at.X, t => t.sigmoid(), t => t.sigmoid() * (1 - t.sigmoid())), null, _ =>
            false },
        { (Tanh _, LineInputs at) => SShape.Relax(at.X, t => t.tanh(), t => 1 - t.tanh().square()), null, _ => false },
    };

    /// <summary>Ops from whose input nothing is gained once its sign is known, and whose lower slope is free while it is
    /// open.</summary>
    public static OpTable<int, bool> Hinges { get; } = new() { (Relu _, int _) => true, (LeakyRelu _, int _) => true };

    private static Interval Product(Interval x, Interval y)
    {
        Tensor a = x.Lower * y.Lower, b = x.Lower * y.Upper, c = x.Upper * y.Lower, d = x.Upper * y.Upper;
        return new Interval(a.minimum(b).minimum(c.minimum(d)), a.maximum(b).maximum(c.maximum(d)));
    }

    /// <summary>1/x falls on either side of zero; across it there is no bound.</summary>
    private static Interval Inverse(Interval x)
    {
        var across = x.Lower.le(0).logical_and(x.Upper.ge(0));
        return new Interval(x.Upper.reciprocal().masked_fill(across, double.NegativeInfinity), x.Lower.reciprocal()
            .masked_fill(across, double.PositiveInfinity));
    }
}
