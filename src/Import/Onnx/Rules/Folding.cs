using Audit.Formats;
using Audit.Import.Onnx.Nodes;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Ops on constants: the chains around Shape that exporters leave in files, and weights that are stored in another
/// order.</summary>
internal static class Folding
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["Shape"] = ShapeOf,
    };

    private const long LargestShape = 1 << 20;

    public static Value Constant(OnnxGraph graph, OnnxNode n)
    {
        if (n.Tensor("value") is { } stored)
            return new TensorReader(graph.Path, graph.Budget).Read(stored);
        if (n.HasAttribute("value_int"))
            return new Integers([], [n.Int("value_int", 0)]);
        if (n.Ints("value_ints") is { } ints && n.HasAttribute("value_ints"))
            return new Integers([ints.Length], [.. ints.Select(i => (long?)i)]);
        if (n.HasAttribute("value_float"))
            return new Reals(tensor((float)n.Float("value_float", 0)));
        if (n.HasAttribute("value_floats"))
            return new Reals(tensor(n.Floats("value_floats")!));
        throw n.Fail("has no value of real or whole numbers");
    }

    public static Value ConstantOfShape(OnnxGraph graph, OnnxNode n)
    {
        long[] shape = n.Numbers(0);
        Int128 count = 1;
        foreach (long s in shape)
            count = s < 0 || count > LargestShape * 64 ? Int128.MaxValue : count * s;
        if (shape.Length > 8 || count > LargestShape * 64)
            throw n.Fail($"makes [{string.Join(',', shape.Take(8))}], too many numbers");
        var value = n.Tensor("value") is { } t ? new TensorReader(graph.Path, graph.Budget).Read(t) : new Reals(tensor(0f));
        graph.Reserve(value is Integers ? (long)count * 4 : (long)count);
        return value switch
        {
            Reals r when r.Tensor.numel() == 1 => new Reals(full(shape, r.Tensor.ToDouble())),
            Integers { Elements.Length: 1 } i when count <= LargestShape =>
                new Integers(shape, [.. Enumerable.Repeat(i.Elements[0], (int)count)]),
            _ => throw n.Fail("its value must be one number"),
        };
    }

    /// <summary>Sizes of a value; the batch is the unknown one.</summary>
    public static Value ShapeOf(OnnxGraph graph, OnnxNode n)
    {
        long?[] sizes = n.Input(0) switch
        {
            Variable v => [null, .. v.Shape],
            Reals r => [.. r.Tensor.shape],
            Value v => [.. ((Integers)v).Shape],
        };
        long start = Clamp(n.Int("start", 0), sizes.Length), end = Clamp(n.Int("end", sizes.Length), sizes.Length);
        sizes = start < end ? sizes[(int)start..(int)end] : [];
        return new Integers([sizes.Length], sizes);
    }

    public static Value Gather(OnnxGraph graph, OnnxNode n)
    {
        var data = n.Integers(0);
        var indices = n.Integers(1);
        if (data.Shape.Length != 1 || n.Axis(n.Int("axis", 0), 1) != 0)
            throw n.Fail("of whole numbers with more than one dimension is not read");
        return new Integers(indices.Shape, [.. indices.Elements.Select(i =>
            i is { } index && index >= -data.Elements.Length && index < data.Elements.Length
                ? data.Elements[(index + data.Elements.Length) % data.Elements.Length]
                : throw n.Fail($"index {i} is beyond the {data.Elements.Length} numbers"))]);
    }

    public static Value Unsqueeze(OnnxGraph graph, OnnxNode n)
    {
        var shape = Shape(n.Input(0)).ToList();
        int added = n.Has(1) ? n.Numbers(1).Length : n.Ints("axes")?.Length ?? 0;
        if (added is 0 or > 8)
            throw n.Fail($"adds {added} dimensions, expected 1 to 8");
        foreach (long axis in n.Axes(1, shape.Count + added)!.Order())
            shape.Insert((int)axis, 1);
        return Reshaped(n.Input(0), [.. shape]);
    }

    public static Value Squeeze(OnnxGraph graph, OnnxNode n)
    {
        long[] shape = Shape(n.Input(0));
        long[] axes = n.Axes(1, Math.Max(1, shape.Length)) ?? [.. Enumerable.Range(0, shape.Length).Where(d => shape[d] == 1)
            .Select(d => (long)d)];
        if (axes.Any(a => a >= shape.Length || shape[a] != 1))
            throw n.Fail($"removes dimensions of [{string.Join(',', shape)}] that are not 1");
        return Reshaped(n.Input(0), [.. shape.Where((_, d) => !axes.Contains(d))]);
    }

    public static Value Reshape(OnnxGraph graph, OnnxNode n)
    {
        long[] from = Shape(n.Input(0)), to = n.Numbers(1);
        long count = Networks.Graphs.Sizes.Elements(from), known = 1;
        if (to.Length > 16)
            throw n.Fail($"to {to.Length} dimensions");
        to = [.. to.Select((s, d) => s == 0 && d < from.Length && n.Int("allowzero", 0) == 0 ? from[d] : s)];
        foreach (long s in to.Where(s => s != -1))
            known = s < 0 || s > count || known > count ? long.MaxValue : known * s;
        if (to.Count(s => s == -1) == 1 && known is > 0 and < long.MaxValue && count % known == 0)
            to = [.. to.Select(s => s == -1 ? count / known : s)];
        else if (known != count || to.Contains(-1))
            throw n.Fail($"to [{string.Join(',', to)}] does not fit [{string.Join(',', from)}]");
        return Reshaped(n.Input(0), to);
    }

    public static Value Transpose(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Reals(0);
        long[] order = n.Ints("perm") ?? [.. Enumerable.Range(0, (int)x.dim()).Reverse().Select(d => (long)d)];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, (int)x.dim()).Select(d => (long)d)))
            throw n.Fail($"perm [{string.Join(',', order.Take(8))}] does not order {x.dim()} dimensions");
        graph.Reserve(x.numel());
        return new Reals(x.permute(order).contiguous());
    }

    public static Value Concat(OnnxGraph graph, OnnxNode n)
    {
        if (n.InputCount == 0)
            throw n.Fail("joins nothing");
        if (n.Input(0) is Reals)
        {
            Tensor[] parts = [.. Enumerable.Range(0, n.InputCount).Select(n.Reals)];
            long axis = n.Axis(n.Int("axis", 0), Math.Max(1, (int)parts[0].dim()));
            bool fits = parts[0].dim() > 0 && parts.All(p => p.dim() == parts[0].dim()
                && p.shape.Where((s, d) => d != axis && s != parts[0].shape[d]).Any() == false);
            if (!fits)
                throw n.Fail("joins constants whose shapes differ");
            graph.Reserve(parts.Sum(p => p.numel()));
            return new Reals(cat(parts, axis));
        }
        Integers[] lists = [.. Enumerable.Range(0, n.InputCount).Select(n.Integers)];
        if (lists.Any(l => l.Shape.Length != 1) || lists.Sum(l => (long)l.Elements.Length) > LargestShape)
            throw n.Fail($"of whole numbers expects lists with at most {LargestShape} numbers in all");
        long?[] all = [.. lists.SelectMany(l => l.Elements)];
        return new Integers([all.Length], all);
    }

    public static Value Slice(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Integers(0);
        bool attributes = n.HasAttribute("starts");
        long[] starts = attributes ? n.Ints("starts")! : n.Numbers(1), ends = attributes ? n.Ints("ends") ?? [] : n.Numbers(2);
        long step = n.Has(4) ? n.Numbers(4).FirstOrDefault(1) : 1;
        if (x.Shape.Length != 1 || starts.Length != 1 || ends.Length != 1 || step != 1 || n.Axes(3, 1) is { Length: not 1 })
            throw n.Fail("of whole numbers expects a list, one start, one end and step 1");
        int start = (int)Clamp(starts[0], x.Elements.Length), end = (int)Clamp(ends[0], x.Elements.Length);
        long?[] part = start < end ? x.Elements[start..end] : [];
        return new Integers([part.Length], part);
    }

    public static Value Cast(OnnxGraph graph, OnnxNode n)
    {
        var to = (ElementType)n.Int("to", 0);
        if (to.Size() is null)
            throw n.Fail($"casts to type {(int)to}, expected real or whole numbers");
        switch (n.Input(0))
        {
            case Integers i when to.IsReal() && i.Elements.Length <= LargestShape:
                return new Reals(tensor([.. n.Numbers(0).Select(v => (float)v)], i.Shape));
            case Reals r when !to.IsReal() && r.Tensor.numel() <= LargestShape:
                float[] values = r.Tensor.data<float>().ToArray();
                return values.All(v => MathF.Abs(v) < 1L << 53) ? new Integers(r.Tensor.shape, [.. values.Select(v => (long?)v)])
                    : throw n.Fail("casts numbers to whole ones that are none");
            default:
                return (n.Input(0) is Reals) == to.IsReal() ? n.Input(0) : throw n.Fail("casts too many numbers");
        }
    }

    public static Value Floor(OnnxGraph graph, OnnxNode n)
    {
        graph.Reserve(n.Reals(0).numel());
        return new Reals(n.Reals(0).floor());
    }

    /// <summary>A start or end as Python's slices take it: negative ones from the end, all within the size.</summary>
    public static long Clamp(long at, long size) => Math.Clamp(at < 0 ? at + size : at, 0, size);

    private static long[] Shape(Value value) => value is Reals r ? r.Tensor.shape : ((Integers)value).Shape;

    private static Value Reshaped(Value value, long[] shape) =>
        value is Reals r ? new Reals(r.Tensor.reshape(shape)) : (Integers)value with { Shape = shape };
}
