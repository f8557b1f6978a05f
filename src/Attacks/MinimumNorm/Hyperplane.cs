using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>The smallest perturbation, in a norm, that brings an image in the box onto a hyperplane.</summary>
/// <remarks>
/// min ||d|| with w.d = -b and 0 &lt;= x + d &lt;= 1 (Croce and Hein 2020, arXiv:1907.02044, section 3.1). Linf and L2: one
/// multiplier, found by bisection. L1: coordinates in order of |w|, each as far as the box lets it go. Where the box does not
/// reach the plane, the nearest corner. Written for this project; the authors' sorted closed forms give the same points.
/// </remarks>
internal static class Hyperplane
{
    private const int Halvings = 40;

    /// <param name="norm">The norm.</param>
    /// <param name="x">Points, [N,D] in [0,1].</param>
    /// <param name="w">Normals, [N,D].</param>
    /// <param name="b">Value of the plane at each point, [N]: w.d must become -b.</param>
    /// <returns>[N,D].</returns>
    public static Tensor Nearest(Norm norm, Tensor x, Tensor w, Tensor b)
    {
        using var scope = NewDisposeScope();
        // Turned so that w.d must rise by a distance not below zero.
        var sign = where(b.le(0), ones_like(b), -ones_like(b)).unsqueeze(1);
        var up = w * sign;
        var wanted = b.abs().unsqueeze(1);
        var room = where(up.gt(0), 1 - x, x);
        var steep = up.abs();
        var size = norm == Norm.L1 ? Greedy(steep, room, wanted) : Bisected(norm, steep, room, wanted);
        return (up.sign() * size).MoveToOuterDisposeScope();
    }

    private static Tensor Bisected(Norm norm, Tensor steep, Tensor room, Tensor wanted)
    {
        Tensor At(Tensor t) => norm == Norm.Linf ? t.minimum(room) : (steep * t).minimum(room);
        var low = zeros_like(wanted);
        // Linf: no pixel needs more than 1. L2: beyond 1 over the smallest slope every pixel is at the edge.
        var high = norm == Norm.Linf ? ones_like(wanted)
            : where(steep.gt(0), steep, full_like(steep, 1e30)).amin([1], keepdim: true).clamp(1e-20).reciprocal();
        for (int k = 0; k < (norm == Norm.Linf ? Halvings : 3 * Halvings); k++)
        {
            var middle = (low + high) / 2;
            var reached = (At(middle) * steep).sum(1, keepdim: true).ge(wanted);
            (low, high) = (where(reached, low, middle), where(reached, middle, high));
        }
        return At(high);
    }

    private static Tensor Greedy(Tensor steep, Tensor room, Tensor wanted)
    {
        var order = steep.argsort(1, descending: true);
        var (slope, most) = (steep.gather(1, order), room.gather(1, order));
        var gain = slope * most;
        var before = gain.cumsum(1) - gain;
        var taken = ((wanted - before) / slope.clamp(1e-30)).clamp(0).minimum(most);
        return zeros_like(steep).scatter(1, order, taken);
    }
}
