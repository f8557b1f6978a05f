using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Networks.Probing;

/// <summary>Logits of one batch, row by row.</summary>
internal sealed class Answers
{
    private readonly float[] values;
    private readonly int classes;

    /// <param name="logits">[N,classes].</param>
    public Answers(Tensor logits)
    {
        classes = (int)logits.size(1);
        values = logits.to(float32).cpu().contiguous().data<float>().ToArray();
    }

    public int Rows => values.Length / classes;

    public ReadOnlySpan<float> this[int row] => values.AsSpan(row * classes, classes);

    /// <summary>The vote of a row; null for none.</summary>
    public int? Top(int row) => TopVote.Of(this[row]);

    /// <summary>Largest minus smallest logit; 0 where one is not finite.</summary>
    public double Spread(int row) => Spread(this[row]);

    /// <inheritdoc cref="Spread(int)"/>
    public static double Spread(ReadOnlySpan<float> logits)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float z in logits)
        {
            if (!float.IsFinite(z))
                return 0;
            (low, high) = (Math.Min(low, z), Math.Max(high, z));
        }
        return high - low;
    }

    /// <summary>The spread that half of the rows exceed.</summary>
    public double MedianSpread
    {
        get
        {
            double[] spreads = [.. Enumerable.Range(0, Rows).Select(Spread).Order()];
            return spreads[spreads.Length / 2];
        }
    }

    /// <summary>Largest difference of a logit; 0 where neither row is finite, infinite where one of them is.</summary>
    public static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        bool first = TopVote.Of(a) is not null, second = TopVote.Of(b) is not null;
        if (!first || !second)
            return first == second ? 0 : double.PositiveInfinity;
        double largest = 0;
        for (int c = 0; c < a.Length; c++)
            largest = Math.Max(largest, Math.Abs((double)a[c] - b[c]));
        return largest;
    }

    /// <summary>Rounding of the logits themselves, however little they spread.</summary>
    public static double Rounding(ReadOnlySpan<float> logits)
    {
        double magnitude = 0;
        foreach (float z in logits)
            magnitude = Math.Max(magnitude, float.IsFinite(z) ? Math.Abs(z) : 0);
        return magnitude / (1 << 16);
    }
}
