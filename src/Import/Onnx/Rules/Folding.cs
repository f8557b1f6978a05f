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
        // One value for every image of the batch, as zeros_like of a value leaves it in files, is one for a batch of one.
        long[] shape = n.Integers(0).Elements is [null, ..] sizes
            ? [1, .. sizes.Skip(1).Select(s => s ?? throw n.Fail("input 0 contains the batch size twice"))] : n.Numbers(0);
        Int128 count = 1;
        foreach (long s in shape)
            count = s < 0 || count > LargestShape * 64 ? Int128.MaxValue : count * s;
        if (shape.Length > 8 || count > LargestShape * 64)
            throw n.Fail($"makes [{string.Join(',', shape.Take(8))}], too many numbers");
        var value = n.Tensor("value") is { } t ? new TensorReader(graph.Path, graph.Budget).Read(t) : new Reals(tensor(0f));
        graph.Reserve(value is Integers ? (long)count * 4 : (long)count);
        return value switch
        {
            Reals r when r.Tensor.numel() == 1 => new Reals(full(shape, r.Tensor.ToDouble(), r.Tensor.dtype)),
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
        if (n.Input(0) is Integers whole)
            return Transposed(n, whole);
        var x = n.Reals(0);
        long[] order = n.Ints("perm") ?? [.. Enumerable.Range(0, (int)x.dim()).Reverse().Select(d => (long)d)];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, (int)x.dim()).Select(d => (long)d)))
            throw n.Fail($"perm [{string.Join(',', order.Take(8))}] does not order {x.dim()} dimensions");
        graph.Reserve(x.numel());
        return n.Constants(0) with { Tensor = x.permute(order).contiguous() };
    }

    /// <summary>Rows and columns of whole numbers exchanged, as exporters do with the pads of each dimension.</summary>
    private static Integers Transposed(OnnxNode n, Integers x)
    {
        long[] order = n.Ints("perm") ?? [.. Enumerable.Range(0, x.Shape.Length).Reverse().Select(d => (long)d)];
        if (x.Shape.Length == 1 && order is [0])
            return x;
        if (x.Shape.Length != 2 || order is not ([1, 0] or [0, 1]))
            throw n.Fail($"perm [{string.Join(',', order.Take(8))}] of whole numbers [{string.Join(',', x.Shape)}] is not read");
        long rows = x.Shape[0], columns = x.Shape[1];
        return order[0] == 0 ? x : new Integers([columns, rows],
            [.. Enumerable.Range(0, x.Elements.Length).Select(k => x.Elements[k % rows * columns + k / rows])]);
    }

    public static Value Concat(OnnxGraph graph, OnnxNode n)
    {
        if (n.InputCount == 0)
            throw n.Fail("has no inputs, expected at least one");
        if (n.Input(0) is Reals)
        {
            Tensor[] parts = [.. Enumerable.Range(0, n.InputCount).Select(n.Reals)];
            long axis = n.Axis(n.Int("axis", 0), Math.Max(1, (int)parts[0].dim()));
            bool fits = parts[0].dim() > 0 && parts.All(p => p.dim() == parts[0].dim()
                && p.shape.Where((s, d) => d != axis && s != parts[0].shape[d]).Any() == false);
            if (!fits)
                throw n.Fail("joins constants whose shapes differ");
            graph.Reserve(parts.Sum(p => p.numel()));
            bool wide = parts.Any(p => p.dtype == float64);
            return new Reals(cat([.. parts.Select(p => wide ? p.to(float64) : p)], axis)) { IsRounded = n.ReadsRounded };
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
        if (x.Shape.Length is not (1 or 2) || starts.Length != 1 || ends.Length != 1 || step == 0
            || (n.Has(3) ? n.Numbers(3) : n.Ints("axes") ?? [0]) is not [var axis] || n.Axis(axis, x.Shape.Length) != 0)
            throw n.Fail("of whole numbers expects a list or its rows, one start and one end");
        // Rows from start on, before end; backwards, end may be before the first.
        long size = x.Shape[0], row = x.Shape.Length == 1 ? 1 : x.Shape[1];
        long first = starts[0] < 0 ? starts[0] + size : starts[0], last = ends[0] < 0 ? ends[0] + size : ends[0];
        first = step > 0 ? Math.Clamp(first, 0, size) : Math.Clamp(first, -1, size - 1);
        last = step > 0 ? Math.Clamp(last, 0, size) : Math.Clamp(last, -1, size - 1);
        var rows = new List<long>();
        for (long k = first; step > 0 ? k < last : k > last; k += step)
            rows.Add(k);
        long?[] part = [.. rows.SelectMany(k => x.Elements[(int)(k * row)..(int)((k + 1) * row)])];
        return new Integers(x.Shape.Length == 1 ? [rows.Count] : [rows.Count, row], part);
    }

    public static Value Cast(OnnxGraph graph, OnnxNode n)
    {
        var to = (ElementType)n.Int("to", 0);
        if (to.Size() is null)
            throw n.Fail($"casts to type {(int)to}, expected real or whole numbers");
        switch (n.Input(0))
        {
            case Integers i when to.IsReal() && i.Elements.Length <= LargestShape:
                return new Reals(Narrowed(tensor([.. n.Numbers(0).Select(v => (double)v)], i.Shape), to));
            case Reals r when !to.IsReal() && r.Tensor.numel() <= LargestShape:
                double[] values = r.Tensor.to(float64).contiguous().flatten().data<double>().ToArray();
                return values.All(v => Math.Abs(v) < 1L << 53) ? new Integers(r.Tensor.shape, [.. values.Select(v => (long?)v)])
                    : throw n.Fail("casts numbers to whole ones that are none");
            case Reals r when to.IsReal():
                return r with { Tensor = Narrowed(r.Tensor, to) };
            default:
                return (n.Input(0) is Reals) == to.IsReal() ? n.Input(0) : throw n.Fail("casts too many numbers");
        }
    }

    public static Value Floor(OnnxGraph graph, OnnxNode n)
    {
        graph.Reserve(n.Reals(0).numel());
        return n.Constants(0) with { Tensor = n.Reals(0).floor() };
    }

    /// <summary>A start or end as Python's slices take it: negative ones from the end, all within the size.</summary>
    public static long Clamp(long at, long size) => Math.Clamp(at < 0 ? at + size : at, 0, size);

    /// <summary>Numbers as a type holds them: a cast of a constant rounds, as the file says.</summary>
    private static Tensor Narrowed(Tensor x, ElementType to) => to switch
    {
        ElementType.Double => ExactNumbers.Narrowest(x),
        ElementType.Float => x.to(float32),
        ElementType.Float16 => x.to(float16).to(float32),
        _ => x.to(bfloat16).to(float32),
    };

    private static long[] Shape(Value value) => value is Reals r ? r.Tensor.shape : ((Integers)value).Shape;

    private static Value Reshaped(Value value, long[] shape) =>
        value is Reals r ? r with { Tensor = r.Tensor.reshape(shape) } : (Integers)value with { Shape = shape };
}
