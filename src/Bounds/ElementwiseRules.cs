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
        (LeakyRelu op, IntervalInputs i) => i.Rounding.Outward(op.Slope >= 0 ? i.Chosen() : Valley(i.X, i.Chosen())),
        (Squared _, IntervalInputs i) => i.Rounding.Outward(Valley(i.X, i.Chosen())),
        { (Elu _, IntervalInputs i) => i.Chosen(), op => op.Alpha >= 0, _ => false },
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
        { (LeakyRelu op, LineInputs at) => Relaxation.Hinge(at, op.Slope), op => op.Slope <= 1 },
        (Clip op, LineInputs at) => ClipLines.Around(op, at),
        (Squared _, LineInputs at) => SquareLines.Around(at),
        { (Elu op, LineInputs at) => Convex.Relax(op, at.X, x => where(x.gt(0), ones_like(x), x.clamp(max: 0).exp() * op.Alpha)),
            op => op.Alpha is > 0 and <= 1, _ => false },
        { (Sigmoid _, LineInputs at) => SShape.Relax(at.X, t => t.sigmoid(), t => t.sigmoid() * (1 - t.sigmoid())), null, _ =>
            false },
        { (Tanh _, LineInputs at) => SShape.Relax(at.X, t => t.tanh(), t => 1 - t.tanh().square()), null, _ => false },
    };

    /// <summary>Ops from whose input nothing is gained once its sign is known, and whose lower slope is free while it is
    /// open.</summary>
    public static OpTable<int, bool> Hinges { get; } = new() { (Relu _, int _) => true, (LeakyRelu _, int _) => true };

    /// <summary>Ops of several values between whose bounds planes are laid.</summary>
    public static OpTable<BoundedInputs, Adjoint?> Bounded { get; } = new()
    {
        (Multiply _, BoundedInputs at) => ProductPlanes.Backward(at),
    };

    public static OpTable<ErrorInputs, Tensor?> Errors { get; } = new()
    {
        // Two products and an offset, none larger than |x||y|.
        (Multiply _, ErrorInputs at) => at.Sizes[0] * at.Sizes[1] * (3 * at.Gamma),
    };

    /// <summary>A function that falls to 0 at 0 and rises from there, from its values at both ends.</summary>
    private static Interval Valley(Interval x, Interval ends)
    {
        var across = x.Lower.le(0).logical_and(x.Upper.ge(0));
        return new Interval(ends.Lower.minimum(ends.Upper).masked_fill(across, 0), ends.Lower.maximum(ends.Upper));
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
        return new Interval(x.Upper.reciprocal().masked_fill(across, double.NegativeInfinity), x.Lower.reciprocal()
            .masked_fill(across, double.PositiveInfinity));
    }
}
