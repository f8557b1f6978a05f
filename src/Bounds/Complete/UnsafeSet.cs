using static TorchSharp.torch;

namespace Audit.Bounds.Complete;

/// <summary>Outputs that must not occur: any of several conjunctions of half-spaces, row y at most a bound.</summary>
/// <param name="Rows">[R,classes], float64; each number as it is meant.</param>
/// <param name="Above">Bound of each row, rounded up: a value above it is outside the half-space.</param>
/// <param name="Below">Bound of each row, rounded down: a value at most that is inside.</param>
/// <param name="Conjunctions">Rows of each.</param>
public sealed record UnsafeSet(Tensor Rows, double[] Above, double[] Below, IReadOnlyList<int[]> Conjunctions)
{
    /// <summary>Rows in all.</summary>
    public int Count => Above.Length;

    /// <summary>How far values, or lower bounds of them, are from the set, for each conjunction: the largest of row value minus
    /// bound; above 0 outside. [N][conjunctions]; what is not finite says nothing, and is nowhere outside.</summary>
    /// <param name="values">[N,R].</param>
    public double[][] Gaps(Tensor values)
    {
        double[] all = values.to(float64).contiguous().flatten().data<double>().ToArray();
        return [.. all.Chunk(Count).Select(v => Conjunctions.Select(c => c.Max(r => double.IsFinite(v[r]) ? v[r] - Above[r]
            : double.NegativeInfinity)).ToArray())];
    }

    /// <summary>Whether upper bounds of values show that they are inside the set.</summary>
    /// <param name="upper">[R].</param>
    public bool Contains(IReadOnlyList<double> upper) => Conjunctions.Any(c => Array.TrueForAll(c, r => upper[r] <= Below[r]));
}
