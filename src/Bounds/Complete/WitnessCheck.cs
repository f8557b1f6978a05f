using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds.Complete;

/// <summary>Decides whether a point is a witness: in the box, and unsafe beyond every rounding error.</summary>
/// <remarks>Two evaluations must agree: float32 as libtorch runs the file, and an enclosure of the exact value. The enclosure is
/// what proves the verdict; its width is near 1e-13 of the values.</remarks>
/// <param name="exact">The network in float64, with the file's own constants.</param>
/// <param name="single">The network as predictions run it.</param>
/// <param name="lower">Lower end of the box as the graph takes images, rounded up to float32 where float32 numbers lie
/// between.</param>
/// <param name="upper">Upper end, rounded down.</param>
/// <param name="outputs">What is unsafe.</param>
public sealed class WitnessCheck(Graph exact, Graph single, double[] lower, double[] upper, UnsafeSet outputs)
{
    /// <summary>Whether the box holds points of floating-point numbers at all.</summary>
    private readonly bool isPossible = lower.Zip(upper).All(e => e.First <= e.Second);

    /// <summary>The first of the points that is a witness, moved into the box; null where none is.</summary>
    /// <param name="points">[N,C,H,W].</param>
    public double[]? First(Tensor points)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        if (!isPossible)
            return null;
        var (low, high) = (tensor(lower).reshape(1, -1), tensor(upper).reshape(1, -1));
        // float32 where the box allows: rounding moves no point across an end that is itself such a number.
        var inside = points.flatten(1).to(float32).to(float64).maximum(low).minimum(high).reshape(points.shape);
        double[][] gaps = outputs.Gaps(Forward.Run(exact, inside).Times(outputs.Rows.t()));
        foreach (int k in Enumerable.Range(0, gaps.Length).Where(k => gaps[k].Min() <= 0).OrderBy(k => gaps[k].Min()).Take(16))
        {
            var point = inside.narrow(0, k, 1);
            if (IsUnsafe(point))
                return point.contiguous().flatten().data<double>().ToArray();
        }
        return null;
    }

    private bool IsUnsafe(Tensor point)
    {
        var region = new InputRegion(point, new Interval(point, point), null);
        var value = Intervals.Run(exact, region, outputs.Rows.unsqueeze(0), Rounding.Outward);
        if (!outputs.Contains(value.Upper.contiguous().flatten().data<double>().ToArray()))
            return false;
        var run = Forward.Run(single, point.to(float32)).to(float64).Times(outputs.Rows.t());
        return outputs.Contains(run.contiguous().flatten().data<double>().ToArray());
    }
}
