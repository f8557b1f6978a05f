using Audit.Models.Graphs;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Audit.Models.Onnx.Rules;

/// <summary>Pools and means. Padding that torch's pools do not take, and ceil_mode, become ops of their own.</summary>
internal static class Pooling
{
    public static Value Max(Lowering graph, OnnxNode n)
    {
        var x = n.Variable(0);
        var w = Read(n, x);
        if (w.Before.Concat(w.After).Where((p, d) => p >= w.Extent(d % 2)).Any())
            throw n.Fail($"pads of [{string.Join(',', w.Before.Concat(w.After))}] hold whole windows");
        if (w.Poolable)
            return graph.Emit(n, new MaxPool2d(w.Kernel, w.Stride, w.Before, w.Dilation), x);
        x = graph.Emit(n, new Pad([0, .. w.Before], [0, .. w.After], double.NegativeInfinity), x, $"{n.Name}.pad");
        return graph.Emit(n, new MaxPool2d(w.Kernel, w.Stride, [0, 0], w.Dilation), x);
    }

    public static Value Average(Lowering graph, OnnxNode n)
    {
        var x = n.Variable(0);
        var w = Read(n, x);
        bool countPadding = n.Int("count_include_pad", 0) != 0;
        if (w.Dilation.Any(d => d != 1))
            throw n.Fail("dilations are not read");
        if (w.Poolable && (n.Int("ceil_mode", 0) == 0 || w.Before.All(p => p == 0)))
            return graph.Emit(n, new AvgPool2d(w.Kernel, w.Stride, w.Before, countPadding), x);

        // Windows of padded zeros have the right sums; each mean is then corrected for the elements that count.
        long[] size = [x.Shape[1], x.Shape[2]];
        var stated = n.Int("ceil_mode", 0) == 0 ? w : Windows.Of(n, x.Shape, w.Kernel);
        var padded = graph.Emit(n, new Pad([0, .. w.Before], [0, .. w.After], 0), x, $"{n.Name}.pad");
        var mean = graph.Emit(n, new AvgPool2d(w.Kernel, w.Stride, [0, 0]), padded);
        graph.Reserve(mean.Shape[1] * mean.Shape[2]);
        var factor = empty([1, mean.Shape[1], mean.Shape[2]]);
        var to = MemoryMarshal.Cast<byte, float>(factor.bytes);
        long Counted(int d, long window)
        {
            long first = window * w.Stride[d] - w.Before[d];
            long low = countPadding ? -w.Before[d] : 0, high = size[d] + (countPadding ? stated.After[d] : 0);
            return Math.Max(0, Math.Min(first + w.Kernel[d], high) - Math.Max(first, low));
        }
        for (int i = 0; i < to.Length; i++)
        {
            long counted = Counted(0, i / mean.Shape[2]) * Counted(1, i % mean.Shape[2]);
            to[i] = counted > 0 ? (float)(w.Kernel[0] * w.Kernel[1]) / counted : throw n.Fail("some windows hold nothing but padding");
        }
        return graph.Emit(n, new Scale(factor), mean, $"{n.Name}.count");
    }

    public static Value GlobalAverage(Lowering graph, OnnxNode n) => graph.Emit(n, new GlobalAvgPool(), n.Variable(0));

    public static Value GlobalMax(Lowering graph, OnnxNode n)
    {
        var x = n.Variable(0);
        if (x.Shape.Length != 3)
            throw n.Fail("expects 2-d images [N,C,H,W]");
        return graph.Emit(n, new MaxPool2d(x.Shape[1..], x.Shape[1..], [0, 0]), x);
    }

    public static Value ReduceMean(Lowering graph, OnnxNode n)
    {
        var x = n.Variable(0);
        long[] axes = n.Axes(1, x.Rank) ?? [];
        if (axes.Length == 0 && n.Int("noop_with_empty_axes", 0) != 0)
            return x;
        if (axes.Length == 0 || axes.Contains(0))
            throw n.Fail("takes the mean over the batch");
        bool keep = n.Int("keepdims", 1) != 0;
        if (x.Shape.Length != 3 || !axes.Order().SequenceEqual([2, 3]))
            return graph.Emit(n, new Mean([.. axes.Order()], keep), x);
        var mean = graph.Emit(n, new GlobalAvgPool(), x);
        return keep ? mean : graph.Reshape(n, mean, [x.Shape[0]]);
    }

    private static Windows Read(OnnxNode n, Variable x)
    {
        long[]? kernel = n.Ints("kernel_shape");
        if (kernel is not { Length: 2 })
            throw n.Fail($"kernel_shape must be two numbers (2-d images), got [{string.Join(',', (kernel ?? []).Take(8))}]");
        var w = Windows.Of(n, x.Shape, kernel);
        return n.Int("ceil_mode", 0) != 0 ? w.Ceil(x.Shape) : w;
    }
}
