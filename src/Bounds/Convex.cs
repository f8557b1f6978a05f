using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Lines around a function that bends up everywhere: the tangent in the middle below, the chord above.</summary>
internal static class Convex
{
    /// <param name="op">The function.</param>
    /// <param name="x">Where it is read.</param>
    /// <param name="slope">Its derivative, or any slope between the one-sided ones.</param>
    public static Relaxation Relax(Op op, Interval x, Func<Tensor, Tensor> slope)
    {
        Tensor f(Tensor t) => Forward.Evaluate(op, [t])!;
        Tensor l = x.Lower, u = x.Upper, fl = f(l), fu = f(u), centre = x.Centre, tangent = slope(centre);
        var flat = (u - l).le(1e-6);
        var chord = where(flat, tangent, (fu - fl) / (u - l).masked_fill(flat, 1));
        return new Relaxation(tangent, f(centre) - tangent * centre, chord, (fl - chord * l).maximum(fu - chord * u));
    }
}
