using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Arithmetic on the rows of images where they lie: a step of an attack takes one pass over memory, not one for each
/// operation.</summary>
internal static class Lanes
{
    /// <summary>Whether a tensor's numbers can be read where they are.</summary>
    public static bool Reach(Tensor t) => t.device.type == DeviceType.CPU && t.dtype == float32 && t.is_contiguous();

    /// <summary>The same tensor where <see cref="Reach"/> holds, else a copy on the CPU.</summary>
    public static Tensor Flat(Tensor t) => Reach(t) ? t : t.detach().to(float32).cpu().contiguous();

    /// <summary>Numbers of one image of a batch.</summary>
    public static Span<float> Row(Tensor batch, int row)
    {
        var all = MemoryMarshal.Cast<byte, float>(batch.bytes);
        int length = (int)(all.Length / Math.Max(1, batch.size(0)));
        return all.Slice(row * length, length);
    }

    /// <summary>Largest absolute value.</summary>
    public static float Largest(ReadOnlySpan<float> x)
    {
        var lanes = MemoryMarshal.Cast<float, Vector<float>>(x);
        var most = Vector<float>.Zero;
        foreach (var v in lanes)
            most = Vector.Max(most, Vector.Abs(v));
        float largest = 0;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
            largest = Math.Max(largest, most[lane]);
        foreach (float v in x[(lanes.Length * Vector<float>.Count)..])
            largest = Math.Max(largest, Math.Abs(v));
        return largest;
    }

    /// <summary>Whether no number is NaN or infinite.</summary>
    public static bool AllFinite(ReadOnlySpan<float> x)
    {
        var lanes = MemoryMarshal.Cast<float, Vector<float>>(x);
        var sum = Vector<float>.Zero;
        // 0 v is 0 for a finite number and NaN for the others.
        foreach (var v in lanes)
            sum += v * Vector<float>.Zero;
        bool finite = Vector.EqualsAll(sum, Vector<float>.Zero);
        foreach (float v in x[(lanes.Length * Vector<float>.Count)..])
            finite &= float.IsFinite(v);
        return finite;
    }

    /// <summary>Sum of w (y - x).</summary>
    public static double Along(ReadOnlySpan<float> w, ReadOnlySpan<float> y, ReadOnlySpan<float> x)
    {
        int width = Vector<float>.Count, k = 0;
        var lanes = Vector<float>.Zero;
        for (; k + width <= w.Length; k += width)
            lanes += new Vector<float>(w[k..]) * (new Vector<float>(y[k..]) - new Vector<float>(x[k..]));
        double sum = 0;
        for (int lane = 0; lane < width; lane++)
            sum += lanes[lane];
        for (; k < w.Length; k++)
            sum += (double)w[k] * (y[k] - x[k]);
        return sum;
    }

    /// <summary>Sum of absolute values, or of squares.</summary>
    public static double Sum(ReadOnlySpan<float> x, bool squares)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        var lanes = Vector<float>.Zero;
        foreach (var v in vectors)
            lanes += squares ? v * v : Vector.Abs(v);
        double sum = 0;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
            sum += lanes[lane];
        foreach (float v in x[(vectors.Length * Vector<float>.Count)..])
            sum += squares ? (double)v * v : Math.Abs(v);
        return sum;
    }
}
