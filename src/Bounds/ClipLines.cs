using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Lines around min(max(x, a), b): where one end is cut, those of a hinge there; where both are, each line turns about
/// one corner.</summary>
internal static class ClipLines
{
    public static Relaxation Around(Clip op, LineInputs at)
    {
        Tensor l = at.X.Lower, u = at.X.Upper, width = u - l, fl = l.clamp(op.Minimum, op.Maximum),
            fu = u.clamp(op.Minimum, op.Maximum);
        var chord = Quotient(fu - fl, width);
        // Corners inside the interval; where there is none, its end.
        Tensor low = u.clamp(max: op.Minimum).maximum(l), high = l.clamp(min: op.Maximum).minimum(u);
        // A line about the lower corner may be as steep as the one to the upper end, and the other way round. As with ReLUs the
        // smaller area decides between that and the flat one.
        var about = where((u - low).gt(low - l), Quotient(fu - low, u - low), zeros_like(l));
        var below = where(l.lt(op.Minimum), about, chord);
        var over = where((high - l).gt(u - high), Quotient(high - fl, high - l), zeros_like(l));
        var above = where(u.gt(op.Maximum), over, chord);
        Tensor[] corners = [l, low, high, u];
        // Between corners both are straight: the offsets that hold there hold everywhere.
        Tensor Gap(Tensor x, Tensor slope, bool up) => up
            ? at.Rounding.Up(x.clamp(op.Minimum, op.Maximum) - at.Rounding.Down(slope * x))
            : at.Rounding.Down(x.clamp(op.Minimum, op.Maximum) - at.Rounding.Up(slope * x));
        return new Relaxation(below, corners.Select(x => Gap(x, below, up: false)).Aggregate((a, b) => a.minimum(b)), above,
            corners.Select(x => Gap(x, above, up: true)).Aggregate((a, b) => a.maximum(b)));
    }

    /// <summary>a / b in [0,1]; 0 where b is 0.</summary>
    private static Tensor Quotient(Tensor a, Tensor b)
    {
        var none = b.le(0);
        return (a / b.masked_fill(none, 1)).clamp(0, 1).masked_fill(none, 0);
    }
}
