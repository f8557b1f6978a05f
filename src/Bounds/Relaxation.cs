using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Two lines with a function of one variable between them, elementwise: LowerSlope x + LowerOffset and UpperSlope x +
/// UpperOffset.</summary>
/// <remarks>Tensors have the shape of x, [N,...]; null offsets are 0. A LowerSlope of more dimensions, [N,K,...], is one for each
/// row bounded.</remarks>
internal sealed record Relaxation(Tensor LowerSlope, Tensor? LowerOffset, Tensor UpperSlope, Tensor? UpperOffset)
{
    /// <summary>The lines of an activation where it is read; null where there are none, or none that count rounding
    /// errors.</summary>
    public static Relaxation? Of(Op operation, LineInputs at) =>
        BoundRules.Lines.Covers(operation, at.Rounding is not null) ? BoundRules.Lines.Apply(operation, at) : null;

    /// <summary>x where positive, a x elsewhere (convex): below it any line through 0 of a slope in [a,1], above it the
    /// chord.</summary>
    /// <remarks>Source: Zhang et al. 2018 (arXiv:1811.00866), tables 2 and 3. A NaN in a bound makes NaN lines.</remarks>
    public static Relaxation Hinge(LineInputs at, double a)
    {
        var (x, lower, rounding, slopes) = at;
        Tensor l = x.Lower, u = x.Upper, on = l.ge(0), off = u.le(0).logical_and(on.logical_not());
        var settled = on.logical_or(off);
        // u - l is above 0 where the sign is open; elsewhere the quotient is not used, and must not spoil gradients.
        Tensor high = u.masked_fill(settled, 1), low = l.masked_fill(settled, 0);
        var chord = (high - low * a) / (high - low);
        if (rounding is not null)
            chord = chord.clamp(a, 1);
        // The chord meets the function at l: chord l + offset = a l.
        var offset = rounding is null ? -(chord - a) * low : Above(chord, a, low, high, rounding);
        // Below 0 a slope under a would cross the function.
        var under = slopes?.clamp(a, 1) ?? lower switch
        {
            Bounds.LowerSlope.Adaptive => Choice(high.gt(-low), a, chord),
            Bounds.LowerSlope.Zero => full_like(chord, a),
            Bounds.LowerSlope.One => ones_like(chord),
            _ => chord,
        };
        Tensor Settle(Tensor slope, Tensor isOn, Tensor isOff) => slope.masked_fill(isOn, 1).masked_fill(isOff, a);
        bool each = under.dim() > l.dim();
        return new Relaxation(Settle(under, each ? on.unsqueeze(1) : on, each ? off.unsqueeze(1) : off), null,
            Settle(chord, on, off), offset.masked_fill(settled, 0));
    }

    /// <summary>The smallest offset, rounded up, with which the line of this slope is above the function at both ends.</summary>
    private static Tensor Above(Tensor slope, double a, Tensor low, Tensor high, Rounding rounding)
    {
        Tensor atLow = rounding.Up(rounding.Up(low * a) - rounding.Down(slope * low)),
            atHigh = rounding.Up(high - rounding.Down(slope * high));
        return atLow.maximum(atHigh).clamp(min: 0);
    }

    private static Tensor Choice(Tensor one, double otherwise, Tensor like) => one.to(like.dtype) * (1 - otherwise) + otherwise;
}
