using Audit.Import.Onnx.Nodes;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Pools and means. Padding that torch's pools do not take, and ceil_mode, become ops of their own.</summary>
internal static class Pooling
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["AveragePool"] = Average,
        ["GlobalAveragePool"] = GlobalAverage,
        ["GlobalMaxPool"] = GlobalMax,
        ["MaxPool"] = Max,
        ["ReduceMean"] = ReduceMean,
    };

    /// <summary>Ops written here.</summary>
    public static OpTable<NodeWriter, bool> Export { get; } = new()
    {
        (Mean op, NodeWriter w) => w.Add("ReduceMean", w.Inputs, OnnxAttributes.Ints("axes", op.Axes),
            OnnxAttributes.Int("keepdims", op.KeepDimensions ? 1 : 0)),
        (AvgPool2d op, NodeWriter w) => w.Add("AveragePool", w.Inputs, OnnxAttributes.Ints("kernel_shape", op.Kernel),
            OnnxAttributes.Ints("strides", op.Stride), OnnxAttributes.Ints("pads", [.. op.Padding, .. op.Padding]),
            OnnxAttributes.Int("count_include_pad", op.CountIncludePad ? 1 : 0)),
        (MaxPool2d op, NodeWriter w) => w.Add("MaxPool", w.Inputs, OnnxAttributes.Ints("kernel_shape", op.Kernel),
            OnnxAttributes.Ints("strides", op.Stride), OnnxAttributes.Ints("pads", [.. op.Padding, .. op.After ?? op.Padding]),
            OnnxAttributes.Ints("dilations", op.Dilation ?? [1, 1])),
        (GlobalAvgPool _, NodeWriter w) => w.Add("GlobalAveragePool", w.Inputs),
    };

    public static Value Max(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        var w = Read(n, x);
        if (w.Poolable)
            return graph.Emit(n, new MaxPool2d(w.Kernel, w.Stride, w.Before, w.Dilation), x);
        return graph.Emit(n, new MaxPool2d(w.Kernel, w.Stride, w.Before, w.Dilation) { After = w.After }, x);
    }

    public static Value Average(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        var w = Read(n, x);
        bool countPadding = n.Int("count_include_pad", 0) != 0;
        if (w.Dilation.Any(d => d != 1))
            throw n.Fail("dilations are not read");
        if (w.Poolable && (n.Int("ceil_mode", 0) == 0 || w.Before.All(p => p == 0)))
            return graph.Emit(n, new AvgPool2d(w.Kernel, w.Stride, w.Before, countPadding), x);

        // Windows of padded zeros have the right sums; each mean is then corrected for the elements that count.
        var stated = n.Int("ceil_mode", 0) == 0 ? w : Windows.Of(n, x.Shape, w.Kernel);
        var padded = graph.Emit(n, new Pad([0, .. w.Before], [0, .. w.After], 0), x, $"{n.Name}.pad");
        var mean = graph.Emit(n, new AvgPool2d(w.Kernel, w.Stride, [0, 0]), padded);
        graph.Reserve(3 * mean.Shape[1] * mean.Shape[2]);
        Tensor Counts(int d)
        {
            float[] counts = new float[mean.Shape[d + 1]];
            long low = countPadding ? -w.Before[d] : 0, high = x.Shape[d + 1] + (countPadding ? stated.After[d] : 0);
            for (int window = 0; window < counts.Length; window++)
            {
                long first = window * w.Stride[d] - w.Before[d];
                counts[window] = Math.Min(first + w.Kernel[d], high) - Math.Max(first, low);
            }
            return tensor(counts);
        }
        // Sums over counts: a mean times the size of a window is the sum, and both numbers are whole.
        var sum = graph.Emit(n, new Scale(tensor((float)(w.Kernel[0] * w.Kernel[1]))), mean, $"{n.Name}.sum");
        return graph.Emit(n, new Divide(Counts(0).reshape(1, -1, 1) * Counts(1).reshape(1, 1, -1)), sum, $"{n.Name}.count");
    }

    public static Value GlobalAverage(OnnxGraph graph, OnnxNode n) => graph.Emit(n, new GlobalAvgPool(), n.Variable(0));

    public static Value GlobalMax(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        if (x.Shape.Length != 3)
            throw n.Fail("expects 2-d images [N,C,H,W]");
        return graph.Emit(n, new MaxPool2d(x.Shape[1..], x.Shape[1..], [0, 0]), x);
    }

    public static Value ReduceMean(OnnxGraph graph, OnnxNode n)
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
        if (w.Before.Concat(w.After).Where((p, k) => p >= w.Extent(k % 2)).Any())
            throw n.Fail($"pads of [{string.Join(',', w.Before.Concat(w.After))}] hold whole windows");
        return n.Int("ceil_mode", 0) != 0 ? w.Ceil(x.Shape) : w;
    }
}
