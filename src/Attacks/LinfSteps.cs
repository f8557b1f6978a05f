using System.Numerics;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Steps in the Linf ball and the box, image by image, with the roundings of the same operations one after the
/// other.</summary>
/// <param name="x">Clean images, [N,...] in [0,1]; <see cref="Lanes.Reach"/> must hold.</param>
/// <param name="epsilon">Radius of each image's ball.</param>
internal sealed class LinfSteps(Tensor x, IReadOnlyList<float> epsilon)
{
    /// <summary>The nearest perturbations inside.</summary>
    public Tensor Project(Tensor delta)
    {
        var result = empty(delta.shape);
        Pieces.ForEach(epsilon.Count, 0, row =>
        {
            ReadOnlySpan<float> at = Lanes.Row(x, row), from = Lanes.Row(delta, row);
            var to = Lanes.Row(result, row);
            var radius = new Vector<float>(epsilon[row]);
            int width = Vector<float>.Count, k = 0;
            for (; k + width <= to.Length; k += width)
                Inside(new Vector<float>(from[k..]), new Vector<float>(at[k..]), radius).CopyTo(to[k..]);
            for (; k < to.Length; k++)
                to[k] = Inside(from[k], at[k], epsilon[row]);
        });
        return result;
    }

    /// <summary>z = P(d + eta sign g); P(d + alpha (z - d) + (1 - alpha)(d - d_last)), or z itself.</summary>
    /// <param name="delta">d, [N,...].</param>
    /// <param name="last">d_last.</param>
    /// <param name="gradient">g.</param>
    /// <param name="eta">Step of each image in units of its epsilon.</param>
    /// <param name="alpha">alpha; null for z.</param>
    public Tensor Momentum(Tensor delta, Tensor last, Tensor gradient, IReadOnlyList<double> eta, double? alpha)
    {
        var result = empty(delta.shape);
        float share = (float)(alpha ?? 1), rest = (float)(1 - (alpha ?? 1));
        Pieces.ForEach(epsilon.Count, 0, row =>
        {
            ReadOnlySpan<float> at = Lanes.Row(x, row), d = Lanes.Row(delta, row), before = Lanes.Row(last, row),
                g = Lanes.Row(gradient, row);
            var to = Lanes.Row(result, row);
            float step = (float)eta[row] * epsilon[row];
            var (radius, length) = (new Vector<float>(epsilon[row]), new Vector<float>(step));
            int width = Vector<float>.Count, k = 0;
            for (; k + width <= to.Length; k += width)
            {
                Vector<float> clean = new(at[k..]), here = new(d[k..]), slope = new(g[k..]);
                var up = Vector.ConditionalSelect(Vector.GreaterThan(slope, Vector<float>.Zero), length, Vector<float>.Zero);
                var way = Vector.ConditionalSelect(Vector.LessThan(slope, Vector<float>.Zero), -length, up);
                var z = Inside(here + way, clean, radius);
                if (alpha is not null)
                    z = Inside(here + ((z - here) * share) + ((here - new Vector<float>(before[k..])) * rest), clean, radius);
                z.CopyTo(to[k..]);
            }
            for (; k < to.Length; k++)
            {
                float z = Inside(d[k] + (g[k] > 0 ? step : g[k] < 0 ? -step : 0), at[k], epsilon[row]);
                to[k] = alpha is null ? z
                    : Inside(d[k] + ((z - d[k]) * share) + ((d[k] - before[k]) * rest), at[k], epsilon[row]);
            }
        });
        return result;
    }

    private static Vector<float> Inside(Vector<float> d, Vector<float> x, Vector<float> radius) =>
        Vector.Min(Vector.Max(Vector.Min(Vector.Max(d, -radius), radius), -x), Vector<float>.One - x);

    private static float Inside(float d, float x, float radius) =>
        Math.Min(Math.Max(Math.Min(Math.Max(d, -radius), radius), -x), 1 - x);
}
