using static TorchSharp.torch;

namespace Audit.Networks.Graphs;

/// <summary>Shapes without the batch: what shape rules check and compute with.</summary>
public static class Sizes
{
    /// <summary>Numbers of one image's value.</summary>
    /// <exception cref="OverflowException">There are more than 64 bits can count.</exception>
    public static long Elements(IEnumerable<long> shape) => shape.Aggregate(1L, (product, s) => checked(product * s));

    /// <summary>Fails, with the shape that came, where the inputs do not fit.</summary>
    /// <exception cref="ShapeException">Always, where it does not hold.</exception>
    internal static bool Expect(bool holds, long[] x, string what) =>
        holds ? true : throw new ShapeException($"expects {what}, gets [N{string.Concat(x.Select(s => $",{s}"))}]");

    /// <summary>The shape, which must be that of an image.</summary>
    internal static long[] Image(long[] x) => Expect(x.Length == 3, x, "images [N,C,H,W]") ? x : x;

    /// <summary>The shape, whose first size must be the number of channels.</summary>
    internal static long[] Channels(long[] x, Tensor perChannel, bool image) =>
        Expect(x.Length is 3 || (x.Length is 1 or 2 && !image), x, image ? "images [N,C,H,W]"
            : "[N,C], [N,C,L] or [N,C,H,W]")
            && Expect(x[0] == perChannel.numel(), x, $"{perChannel.numel()} channels") ? x : x;

    /// <summary>Height and width of what windows give.</summary>
    internal static long[] Windows(long[] x, long[] kernel, long[] stride, long[] padding, long[] dilation,
        long[]? after = null)
    {
        long[] sizes = new long[2];
        for (int d = 0; d < 2; d++)
        {
            long free = checked(x[d + 1] + padding[d] + (after ?? padding)[d] - dilation[d] * (kernel[d] - 1) - 1);
            Expect(free >= 0, x, $"room for a window of {kernel[0]}x{kernel[1]}");
            sizes[d] = free / stride[d] + 1;
        }
        return sizes;
    }

    /// <summary>The shape, which a constant must repeat to.</summary>
    internal static long[] Repeated(long[] x, long[] constant)
    {
        int missing = x.Length - constant.Length;
        bool fits = missing >= 0 && constant.Select((s, d) => s == 1 || s == x[d + missing]).All(same => same);
        return Expect(fits, x, $"a shape that [{string.Join(',', constant)}] repeats to") ? x : x;
    }

    /// <summary>The shape of two branches brought together.</summary>
    internal static long[] Joined(long[] x, long[] y)
    {
        bool fits = x.Length == y.Length && x.Zip(y).All(p => p.First == p.Second || p.First == 1 || p.Second == 1);
        Expect(fits, x, $"the shape [N{string.Concat(y.Select(s => $",{s}"))}] of the other branch");
        return [.. x.Zip(y, Math.Max)];
    }
}
