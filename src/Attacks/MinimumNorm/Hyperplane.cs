using System.Numerics;
using System.Runtime.InteropServices;
using Audit.Records.Certificates;

namespace Audit.Attacks;

/// <summary>The smallest perturbation, in a norm, that brings an image in the box onto a hyperplane.</summary>
/// <remarks>
/// min ||d|| with w.d = -b and 0 &lt;= x + d &lt;= 1 (Croce and Hein 2020, arXiv:1907.02044, section 3.1). With w turned so that
/// w.d must rise, room r_i up to the box and s_i = |w_i|: in Linf d_i = min(t, r_i), in L2 d_i = min(s_i t, r_i), with the t at
/// which the sum of s_i d_i is |b|. That sum is concave and piecewise linear in t, with a kink at each r_i (r_i / s_i). The
/// paper sorts the kinks; here tangents are followed from t = 0: each ends at or before t and passes a kink at the least, and
/// the last one holds t exactly, as the sorted sum would. L1: coordinates in order of s_i, each as far as the box lets it go.
/// Where the box does not reach the plane, the nearest corner.
/// </remarks>
internal static class Hyperplane
{
    /// <param name="norm">The norm.</param>
    /// <param name="x">A point, [D] in [0,1].</param>
    /// <param name="w">The plane's normal, [D]; d is 0 where it is 0.</param>
    /// <param name="b">Value of the plane at the point: w.d must become -b. What is no number counts as out of reach.</param>
    /// <param name="d">Written: [D].</param>
    public static void Nearest(Norm norm, ReadOnlySpan<float> x, ReadOnlySpan<float> w, double b, Span<float> d)
    {
        float largest = Lanes.Largest(w);
        if (!(largest > 0))
        {
            d.Clear();
            return;
        }
        // Slopes are relative to the largest one: squares of tiny gradients would vanish in float32.
        bool rises = b <= 0;
        float scale = (rises ? 1 : -1) / MathF.Max(largest, 1.17549435e-38f);
        double wanted = Math.Abs(b) / largest;
        if (norm == Norm.L1)
            Greedy(x, w, scale, wanted, d);
        else
            Multiplied(norm, x, w, scale, wanted, d);
    }

    private static void Multiplied(Norm norm, ReadOnlySpan<float> x, ReadOnlySpan<float> w, float scale, double wanted,
        Span<float> d)
    {
        float[] memory = System.Buffers.ArrayPool<float>.Shared.Rent(2 * x.Length);
        Span<float> kinks = memory.AsSpan(0, x.Length), slopes = memory.AsSpan(x.Length, x.Length);
        bool linf = norm == Norm.Linf;
        Prepare(linf, x, w, scale, kinks, slopes);
        float t = Reach(kinks, slopes, wanted);
        Write(linf, x, w, scale, t, d);
        System.Buffers.ArrayPool<float>.Shared.Return(memory);
    }

    /// <summary>The kink of each coordinate and its slope before it.</summary>
    private static void Prepare(bool linf, ReadOnlySpan<float> x, ReadOnlySpan<float> w, float scale, Span<float> kinks,
        Span<float> slopes)
    {
        int width = Vector<float>.Count, k = 0;
        var factor = new Vector<float>(scale);
        for (; k + width <= x.Length; k += width)
        {
            var up = new Vector<float>(w[k..]) * factor;
            var (at, steep) = (new Vector<float>(x[k..]), Vector.Abs(up));
            var rises = Vector.GreaterThan(up, Vector<float>.Zero);
            var room = Vector.Max(Vector.ConditionalSelect(rises, Vector<float>.One - at, at), Vector<float>.Zero);
            (linf ? room : Vector.ConditionalSelect(Vector.GreaterThan(steep, Vector<float>.Zero), room / steep,
                Vector<float>.Zero)).CopyTo(kinks[k..]);
            (linf ? steep : steep * steep).CopyTo(slopes[k..]);
        }
        for (; k < x.Length; k++)
        {
            float up = w[k] * scale, steep = MathF.Abs(up), room = MathF.Max(up > 0 ? 1 - x[k] : x[k], 0);
            kinks[k] = linf ? room : steep > 0 ? room / steep : 0;
            slopes[k] = linf ? steep : steep * steep;
        }
    }

    /// <summary>The t with sum of slope * min(t, kink) = wanted; infinite where there is none.</summary>
    private static float Reach(ReadOnlySpan<float> kinks, ReadOnlySpan<float> slopes, double wanted)
    {
        float t = 0;
        for (int before = -1; ;)
        {
            var (below, slope, open) = Tangent(kinks, slopes, t);
            if (open == 0 || !(slope > 0) || !double.IsFinite(wanted))
                return float.PositiveInfinity;
            // No kink since the tangent that led here: it was the last.
            if (open == before)
                return t;
            float next = (float)((wanted - below) / slope);
            if (!(next > t))
                return t;
            (t, before) = (next, open);
        }
    }

    /// <summary>Sum of slope * kink over the kinks up to t; sum of the other slopes, and how many they are.</summary>
    private static (double Below, double Slope, int Open) Tangent(ReadOnlySpan<float> kinks, ReadOnlySpan<float> slopes, float t)
    {
        var p = MemoryMarshal.Cast<float, Vector<float>>(kinks);
        var q = MemoryMarshal.Cast<float, Vector<float>>(slopes);
        var limit = new Vector<float>(t);
        Vector<float> below = default, slope = default;
        Vector<int> open = default;
        for (int k = 0; k < p.Length; k++)
        {
            var mask = Vector.GreaterThan(p[k], limit);
            slope += Vector.ConditionalSelect(mask, q[k], Vector<float>.Zero);
            below += Vector.ConditionalSelect(mask, Vector<float>.Zero, q[k] * p[k]);
            open -= mask;
        }
        double sumBelow = 0, sumSlope = 0;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
            (sumBelow, sumSlope) = (sumBelow + below[lane], sumSlope + slope[lane]);
        int count = Vector.Sum(open);
        for (int k = p.Length * Vector<float>.Count; k < kinks.Length; k++)
        {
            if (kinks[k] > t)
                (sumSlope, count) = (sumSlope + slopes[k], count + 1);
            else
                sumBelow += (double)slopes[k] * kinks[k];
        }
        return (sumBelow, sumSlope, count);
    }

    private static void Write(bool linf, ReadOnlySpan<float> x, ReadOnlySpan<float> w, float scale, float t, Span<float> d)
    {
        int width = Vector<float>.Count, k = 0;
        var (factor, length) = (new Vector<float>(scale), new Vector<float>(t));
        for (; k + width <= x.Length; k += width)
        {
            var up = new Vector<float>(w[k..]) * factor;
            var (at, positive) = (new Vector<float>(x[k..]), Vector.GreaterThan(up, Vector<float>.Zero));
            var room = Vector.Max(Vector.ConditionalSelect(positive, Vector<float>.One - at, at), Vector<float>.Zero);
            var size = Vector.Min(linf ? length : Vector.Abs(up) * length, room);
            size = Vector.ConditionalSelect(Vector.Equals(up, Vector<float>.Zero), Vector<float>.Zero, size);
            Vector.ConditionalSelect(positive, size, -size).CopyTo(d[k..]);
        }
        for (; k < x.Length; k++)
        {
            float up = w[k] * scale, room = MathF.Max(up > 0 ? 1 - x[k] : x[k], 0);
            float size = up == 0 ? 0 : MathF.Min(linf ? t : MathF.Abs(up) * t, room);
            d[k] = up > 0 ? size : -size;
        }
    }

    private static void Greedy(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float scale, double wanted, Span<float> d)
    {
        var (steep, order) = (new float[x.Length], new int[x.Length]);
        for (int k = 0; k < x.Length; k++)
            (steep[k], order[k]) = (-MathF.Abs(w[k] * scale), k);
        Array.Sort(steep, order);
        d.Clear();
        double left = double.IsNaN(wanted) ? double.PositiveInfinity : wanted;
        for (int place = 0; place < order.Length && left > 0 && steep[place] < 0; place++)
        {
            int k = order[place];
            float up = w[k] * scale, room = MathF.Max(up > 0 ? 1 - x[k] : x[k], 0);
            float size = (float)Math.Min(room, left / -steep[place]);
            d[k] = up > 0 ? size : -size;
            left -= (double)size * -steep[place];
        }
    }
}
