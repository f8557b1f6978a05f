using Audit.Import.Onnx.Nodes;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Ops that move numbers without changing them. The batch stays the first dimension, or the file is refused.</summary>
internal static class ShapeRules
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["Concat"] = Concat,
        ["Flatten"] = Flatten,
        ["Reshape"] = Reshape,
        ["Squeeze"] = Squeeze,
        ["Transpose"] = Transpose,
        ["Unsqueeze"] = Unsqueeze,
    };

    /// <summary>Ops written here.</summary>
    public static OpTable<NodeWriter, bool> Export { get; } = new()
    {
        (Flatten _, NodeWriter w) => w.Add("Flatten", w.Inputs, OnnxAttributes.Int("axis", 1)),
        // 0 keeps the batch, whatever it is.
        (Reshape op, NodeWriter w) => w.Add("Reshape", [w.X, w.Stored("shape", tensor([0, .. op.Shape]))]),
        (Permute op, NodeWriter w) => w.Add("Transpose", w.Inputs, OnnxAttributes.Ints("perm", op.Order)),
        (Concat op, NodeWriter w) => w.Add("Concat", w.Inputs, OnnxAttributes.Int("axis", op.Axis)),
    };

    public static Value Flatten(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        long stated = n.Int("axis", 1), axis = stated == x.Rank ? x.Rank : n.Axis(stated, x.Rank);
        // What is drawn into the first dimension must be the batch of one, or ones.
        bool batchStays = axis == 0 ? graph.FixedBatch == 1 : x.Shape.Take((int)axis - 1).All(s => s == 1);
        if (!batchStays)
            throw n.Fail($"with axis {stated} mixes the batch with other dimensions");
        return graph.Reshape(n, x, [Sizes.Elements(x.Shape)]);
    }

    /// <remarks>A first target of 1 is the batch of the export; -1 and 0 may stand for it too.</remarks>
    public static Value Reshape(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        long?[] target = n.Integers(1).Elements;
        string text = $"to [{string.Join(',', target.Take(8).Select(t =>
            t?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "N"))}]";
        if (target.Length is 0 or > 16)
            throw n.Fail($"{text} loses the batch dimension");
        bool first = target[0] is null or 0 or 1 or -1 || target[0] == graph.FixedBatch;
        long elements = Sizes.Elements(x.Shape), known = 1;
        long[] shape = new long[target.Length - 1];
        int free = -1;
        for (int d = 0; d < shape.Length; d++)
        {
            long size = target[d + 1] ?? throw n.Fail($"{text} moves the batch");
            if (size == 0 && d < x.Shape.Length && n.Int("allowzero", 0) == 0)
                size = x.Shape[d];
            if (size == -1 && free < 0 && target[0] != -1)
                free = d;
            else if (size < 1 || size > elements || (known *= size) > elements)
                throw n.Fail($"{text} does not fit [N{string.Concat(x.Shape.Select(s => $",{s}"))}]");
            shape[d] = size;
        }
        if (free >= 0)
            shape[free] = elements / known;
        if (!first || Sizes.Elements(shape) != elements)
            throw n.Fail($"{text} does not keep the images of [N{string.Concat(x.Shape.Select(s => $",{s}"))}] apart");
        return graph.Reshape(n, x, shape);
    }

    public static Value Transpose(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        long[] order = n.Ints("perm") ?? [.. Enumerable.Range(0, x.Rank).Reverse().Select(d => (long)d)];
        if (order.Length != x.Rank || order[0] != 0)
            throw n.Fail($"with perm [{string.Join(',', order.Take(8))}] moves the batch of [N{string.Concat(x.Shape.Select(s =>
                $",{s}"))}]");
        return graph.Permute(n, x, order);
    }

    public static Value Squeeze(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        long[] axes = n.Axes(1, x.Rank) ?? [.. Enumerable.Range(1, x.Shape.Length).Where(d => x.Shape[d - 1] == 1)
            .Select(d => (long)d)];
        if (axes.Any(a => a == 0 || x.Shape[a - 1] != 1))
            throw n.Fail($"removes dimensions {string.Join(',', axes)} of [N{string.Concat(x.Shape.Select(s =>
                $",{s}"))}], expected ones of size 1 and never the batch");
        return graph.Reshape(n, x, [.. x.Shape.Where((_, d) => !axes.Contains(d + 1))]);
    }

    public static Value Unsqueeze(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        int added = n.Has(1) ? n.Numbers(1).Length : n.Ints("axes")?.Length ?? 0;
        if (added is 0 or > 8)
            throw n.Fail($"adds {added} dimensions, expected 1 to 8");
        long[] axes = n.Axes(1, x.Rank + added)!;
        if (axes.Contains(0))
            throw n.Fail("adds a dimension before the batch");
        var shape = x.Shape.ToList();
        foreach (long axis in axes.Order())
            shape.Insert((int)axis - 1, 1);
        return graph.Reshape(n, x, [.. shape]);
    }

    public static Value Concat(OnnxGraph graph, OnnxNode n)
    {
        Variable[] parts = [.. Enumerable.Range(0, n.InputCount).Select(n.Variable)];
        long axis = n.Axis(n.Int("axis", 1), parts[0].Rank);
        if (axis == 0)
            throw n.Fail("joins along the batch");
        return parts.Length == 1 ? parts[0] : graph.Emit(n, new Concat(axis), parts);
    }
}
