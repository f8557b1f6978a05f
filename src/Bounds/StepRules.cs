using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>What functions with jumps mean to bounds. They never fall, so their values at both ends bound them,
/// exactly.</summary>
/// <remarks>Bounds are of the network in real numbers: an evaluation whose rounding errors cross a jump differs from it by the
/// whole jump.</remarks>
internal static class StepRules
{
    public static BoundTable<IntervalInputs, Interval> Intervals { get; } = new()
    {
        (Floor _, IntervalInputs i) => i.Chosen(),
        (Ceil _, IntervalInputs i) => i.Chosen(),
        (Round _, IntervalInputs i) => i.Chosen(),
        (Sign _, IntervalInputs i) => i.Chosen(),
        (Step op, IntervalInputs i) => i.X.Map(x => Above(op, x)),
        (Where _, IntervalInputs i) => Either(i.Inputs),
    };

    /// <summary>Lines with the function between them.</summary>
    public static BoundTable<LineInputs, Relaxation> Lines { get; } = new()
    {
        (Floor _, LineInputs at) => Stairs(at.X, x => x.floor(), below: -1, above: 0),
        (Ceil _, LineInputs at) => Stairs(at.X, x => x.ceil(), below: 0, above: 1),
        (Round _, LineInputs at) => Stairs(at.X, x => x.round(), below: -0.5, above: 0.5),
        (Sign _, LineInputs at) => Flat(at.X, x => where(x.isnan(), x, x.sign())),
        (Step op, LineInputs at) => Flat(at.X, x => Above(op, x)),
    };

    /// <summary>A choice that is settled is its branch; one that is open lies between constants.</summary>
    public static OpTable<BoundedInputs, Adjoint?> Bounded { get; } = new() { (Where _, BoundedInputs at) => Chosen(at) };

    public static OpTable<ErrorInputs, Tensor?> Errors { get; } = new()
    {
        // Repeated values add their rows, constants are summed; nothing is multiplied that is not 0 or 1.
        (Where _, ErrorInputs at) => at.Result.Magnitude * (2 * at.Gamma),
    };

    /// <summary>A comparison hides a NaN, which in a bound says that nothing is known.</summary>
    private static Tensor Above(Step op, Tensor x) => where(x.isnan(), x, Forward.Evaluate(op, [x])!);

    /// <summary>Constant lines where there is one jump at most, else x + below and x + above, between which every stair
    /// lies.</summary>
    private static Relaxation Stairs(Interval x, Func<Tensor, Tensor> f, double below, double above)
    {
        Tensor low = f(x.Lower), high = f(x.Upper), several = (high - low).gt(1);
        var slope = several.to(low.dtype);
        return new Relaxation(slope, low.masked_fill(several, below), slope, high.masked_fill(several, above));
    }

    private static Relaxation Flat(Interval x, Func<Tensor, Tensor> f) => new(zeros_like(x.Lower), f(x.Lower),
        zeros_like(x.Upper), f(x.Upper));

    private static (Tensor Yes, Tensor No) Settled(Interval condition) => (condition.Lower.gt(Where.Half),
        condition.Upper.lt(Where.Half));

    private static Interval Either(IReadOnlyList<Interval> inputs)
    {
        var (yes, no) = Settled(inputs[0]);
        Interval x = inputs[1], y = inputs[2];
        return new Interval(where(yes, x.Lower, where(no, y.Lower, x.Lower.minimum(y.Lower))),
            where(yes, x.Upper, where(no, y.Upper, x.Upper.maximum(y.Upper))));
    }

    private static Adjoint Chosen(BoundedInputs at)
    {
        var (yes, no) = Settled(at.Inputs[0]);
        var settled = yes.logical_or(no);
        var hull = Either(at.Inputs);
        Tensor Part(Tensor mask) => at.A * mask.to(at.A.dtype).unsqueeze(1);
        Tensor open = Part(settled.logical_not()), low = hull.Lower.masked_fill(settled, 0), high = hull.Upper
            .masked_fill(settled, 0);
        return new Adjoint([AffineRules.Unrepeated(zeros_like(at.A), at.Shapes[0]), AffineRules.Unrepeated(Part(yes),
            at.Shapes[1]), AffineRules.Unrepeated(Part(no), at.Shapes[2])],
            Concretisation.Dot(open.clamp(min: 0), low) + Concretisation.Dot(open.clamp(max: 0), high));
    }
}
