using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Lines around a rising function that bends up left of 0 and down right of it (sigmoid, tanh).</summary>
/// <remarks>Source: Zhang et al. 2018 (arXiv:1811.00866), section 3.2. Points of tangency are found by bisection that stops on
/// the safe side; gradients treat them as constants.</remarks>
internal static class SShape
{
    private const int Halvings = 40;

    public static Relaxation Relax(Interval x, Func<Tensor, Tensor> f, Func<Tensor, Tensor> slope)
    {
        Tensor l = x.Lower, u = x.Upper, width = u - l, fl = f(l), fu = f(u);
        // A point interval has no chord: the tangent there is one.
        var flat = width.le(1e-6);
        var chord = where(flat, slope(x.Centre), (fu - fl) / width.masked_fill(flat, 1));

        var (low, lowTouches) = Tangent(x, f, slope, below: true);
        var lowerSlope = where(lowTouches, slope(low), chord);
        var lowerOffset = where(lowTouches, f(low) - lowerSlope * low, fl.minimum(fu - chord * width) - chord * l);
        var (high, highTouches) = Tangent(x, f, slope, below: false);
        var upperSlope = where(highTouches, slope(high), chord);
        var upperOffset = where(highTouches, f(high) - upperSlope * high, fu.maximum(fl + chord * width) - chord * u);
        return new Relaxation(lowerSlope, lowerOffset, upperSlope, upperOffset);
    }

    /// <summary>Points whose tangents lie below (or above) the function on the whole interval, and where there are such
    /// points.</summary>
    /// <remarks>
    /// Below: the function bends up left of 0, so a tangent at d there is below it up to 0, and beyond 0 the difference, bending
    /// down, is smallest at the ends: it is enough that the tangent is not above f(u). Where even the tangent at l is, f leaves
    /// the chord upwards at l, and the chord is below f by the same argument. Above is the mirror image.
    /// </remarks>
    private static (Tensor Points, Tensor Touches) Tangent(Interval x, Func<Tensor, Tensor> f, Func<Tensor, Tensor> slope,
        bool below)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor near = below ? x.Lower : x.Upper, far = below ? x.Upper : x.Lower, end = f(far);
        var oneSided = below ? far.le(0) : far.ge(0);
        Tensor Holds(Tensor d)
        {
            var there = f(d) + slope(d) * (far - d);
            return below ? there.le(end) : there.ge(end);
        }
        Tensor safe = near, open = below ? far.clamp(max: 0) : far.clamp(min: 0);
        var touches = (below ? near.lt(0) : near.gt(0)).logical_and(oneSided.logical_or(Holds(near)));
        for (int k = 0; k < Halvings; k++)
        {
            var d = (safe + open) / 2;
            var holds = Holds(d);
            (safe, open) = (where(holds, d, safe), where(holds, open, d));
        }
        // Where all lies on one side every tangent holds, and the one in the middle is tightest.
        return (where(oneSided, x.Centre, safe).MoveToOuterDisposeScope(), touches.MoveToOuterDisposeScope());
    }
}
