using Audit.Import.Onnx.Nodes;
using Audit.Inputs;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Pad, Slice, Resize and Upsample.</summary>
internal static class Resizing
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["Pad"] = Pad,
        ["Resize"] = Resize,
        ["Slice"] = Slice,
        ["Upsample"] = Resize,
    };

    /// <summary>Ops written here.</summary>
    public static OpTable<NodeWriter, bool> Export { get; } = new()
    {
        (Pad op, NodeWriter w) => w.Add("Pad",
            [w.X, w.Stored("pads", tensor([0, .. op.Before, 0, .. op.After])), w.Stored("value", tensor((float)op.Value))]),
        (Slice op, NodeWriter w) => w.Add("Slice", [w.X, w.Stored("starts", tensor(op.Start)), w.Stored("ends", tensor(op.End)),
            w.Stored("axes", tensor([.. op.Start.Select((_, d) => d + 1L)])), w.Stored("steps", tensor(op.Step))]),
        (UpsampleNearest op, NodeWriter w) => w.Add("Resize",
            [w.X, "", w.Stored("scales", tensor([1f, 1f, op.Factors[0], op.Factors[1]]))],
            OnnxAttributes.Text("mode", "nearest"), OnnxAttributes.Text("coordinate_transformation_mode", "asymmetric"),
            OnnxAttributes.Text("nearest_mode", "floor")),
    };

    public static Value Pad(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        string mode = n.Text("mode", "constant");
        if (mode != "constant")
            throw n.Fail($"mode is {Shown.Name(mode)}, only constant is read");
        long[] pads = n.Has(1) ? n.Numbers(1) : n.Ints("pads") ?? [];
        double value = n.Has(2) ? n.Reals(2).numel() == 1 ? n.Reals(2).ToDouble() : throw n.Fail("its value is not one number")
            : n.Float("value", 0);
        long[] axes = n.Axes(3, x.Rank) is { } some && n.Has(3) ? some : [.. Enumerable.Range(0, x.Rank).Select(d => (long)d)];
        if (pads.Length != 2 * axes.Length || pads.Any(p => p is < -OnnxNode.LargestAttribute or > OnnxNode.LargestAttribute))
            throw n.Fail($"expected {2 * axes.Length} pads of at most {OnnxNode.LargestAttribute}, got "
                + $"[{string.Join(',', pads.Take(16))}]");
        long[] before = new long[x.Rank], after = new long[x.Rank];
        for (int k = 0; k < axes.Length; k++)
            (before[axes[k]], after[axes[k]]) = (pads[k], pads[k + axes.Length]);
        if (before[0] != 0 || after[0] != 0)
            throw n.Fail("pads the batch");

        // Negative padding takes away.
        long[] start = [.. before[1..].Select(p => Math.Max(0, -p))],
            end = [.. x.Shape.Select((s, d) => s - Math.Max(0, -after[d + 1]))];
        x = Part(graph, n, x, start, end, [.. x.Shape.Select(_ => 1L)], $"{n.Name}.crop");
        before = [.. before[1..].Select(p => Math.Max(0, p))];
        after = [.. after[1..].Select(p => Math.Max(0, p))];
        return before.Concat(after).All(p => p == 0) ? x : graph.Emit(n, new Pad(before, after, value), x);
    }

    public static Value Slice(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        bool attributes = n.HasAttribute("starts");
        long[] starts = attributes ? n.Ints("starts")! : n.Numbers(1), ends = attributes ? n.Ints("ends") ?? [] : n.Numbers(2);
        if (starts.Length != ends.Length || starts.Length > x.Rank)
            throw n.Fail($"has {starts.Length} starts and {ends.Length} ends for {x.Rank} dimensions");
        long[] axes = n.Axes(3, x.Rank) ?? [.. Enumerable.Range(0, starts.Length).Select(d => (long)d)];
        long[] steps = n.Has(4) ? n.Numbers(4) : [.. starts.Select(_ => 1L)];
        if (axes.Length != starts.Length || steps.Length != starts.Length || steps.Any(s => s < 1))
            throw n.Fail($"has {axes.Length} axes and steps [{string.Join(',', steps.Take(8))}] for {starts.Length} starts; "
                + $"steps must be positive");

        long[] start = [.. x.Shape.Select(_ => 0L)], end = [.. x.Shape], step = [.. x.Shape.Select(_ => 1L)];
        for (int k = 0; k < axes.Length; k++)
        {
            if (axes[k] == 0)
            {
                if (starts[k] != 0 || steps[k] != 1 || !(ends[k] >= int.MaxValue || ends[k] == graph.FixedBatch))
                    throw n.Fail("takes part of the batch");
                continue;
            }
            int d = (int)axes[k] - 1;
            (start[d], end[d], step[d]) = (Folding.Clamp(starts[k], x.Shape[d]), Folding.Clamp(ends[k], x.Shape[d]), steps[k]);
        }
        return Part(graph, n, x, start, end, step, n.Name);
    }

    /// <summary>Whole factors with nearest neighbours, where every way of counting coordinates that is accepted gives plain
    /// repetition.</summary>
    public static Value Resize(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        string mode = n.Text("mode", "nearest");
        if (mode != "nearest" || x.Shape.Length != 3)
            throw n.Fail($"mode is {Shown.Name(mode)}; only nearest neighbours on 2-d images are read");
        bool old = n.Type == "Upsample" || n.Opset < 11;
        string counting = n.Text("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel");
        string rounding = n.Text("nearest_mode", old ? "floor" : "round_prefer_floor");
        long[] factors = n.Has(3) && n.Type == "Resize" ? BySizes(n, x) : ByScales(n);
        bool repeats = (counting, rounding) is ("asymmetric", "floor")
            or ("half_pixel" or "pytorch_half_pixel", "round_prefer_floor" or "round_prefer_ceil")
            || (counting == "asymmetric" && rounding == "round_prefer_floor" && factors.All(f => f <= 2));
        if (!repeats)
            throw n.Fail($"with coordinates {Shown.Name(counting)} and rounding {Shown.Name(rounding)} is no plain repetition, "
                + $"which is all that is read");
        return factors is [1, 1] ? x : graph.Emit(n, new UpsampleNearest(factors), x);
    }

    private static long[] ByScales(OnnxNode n)
    {
        float[] scales = n.HasAttribute("scales") ? n.Floats("scales")!
            : n.Reals(n.Type == "Upsample" || n.Opset < 11 ? 1 : 2).to(float32).data<float>().ToArray();
        bool whole = scales.Length == 4 && scales[0] == 1 && scales[1] == 1 && scales[2..]
            .All(s => s >= 1 && s <= 1024 && s == MathF.Floor(s));
        return whole ? [(long)scales[2], (long)scales[3]]
            : throw n.Fail($"scales are [{string.Join(',', scales.Take(8))}], expected [1,1,h,w] with whole h and w");
    }

    private static long[] BySizes(OnnxNode n, Variable x)
    {
        long?[] sizes = n.Integers(3).Elements;
        bool whole = sizes.Length == 4 && sizes[1] == x.Shape[0] && sizes[2] is { } h && sizes[3] is { } w
            && h >= x.Shape[1] && w >= x.Shape[2] && h % x.Shape[1] == 0 && w % x.Shape[2] == 0;
        return whole ? [sizes[2]!.Value / x.Shape[1], sizes[3]!.Value / x.Shape[2]]
            : throw n.Fail($"sizes [{string.Join(',', sizes.Take(8))}] are no whole multiple of "
            + $"[N{string.Concat(x.Shape.Select(s => $",{s}"))}]");
    }

    private static Variable Part(OnnxGraph graph, OnnxNode n, Variable x, long[] start, long[] end, long[] step, string name)
    {
        bool all = start.All(s => s == 0) && end.SequenceEqual(x.Shape) && step.All(s => s == 1);
        return all ? x : graph.Emit(n, new Slice(start, end, step), x, name);
    }
}
