using Audit.Formats.Onnx.Schema;

namespace Audit.Tests;

/// <summary>One node of an ONNX file, in rational arithmetic.</summary>
internal sealed class ExactNode(NodeProto node, ExactArray?[] inputs, long opset)
{
    private ExactArray X => inputs[0]!;

    public ExactArray Value() => node.OpType switch
    {
        "Add" => X.With(inputs[1]!, (a, b) => a + b),
        "Sub" => X.With(inputs[1]!, (a, b) => a - b),
        "Mul" => X.With(inputs[1]!, (a, b) => a * b),
        "Div" => X.With(inputs[1]!, X.IsWhole ? (a, b) => new(a.Numerator / b.Numerator, 1) : (a, b) => a / b),
        "Neg" => X.Map(v => -v),
        "Abs" => X.Map(v => Rational.Max(v, -v)),
        "Max" => inputs.Aggregate((a, b) => a!.With(b!, Rational.Max))!,
        "Min" => inputs.Aggregate((a, b) => a!.With(b!, Rational.Min))!,
        "Pow" => X.Map(v => inputs[1]!.Whole[0] == 2 ? v * v : v),
        "Reciprocal" => X.Map(v => Rational.One / v),
        "Floor" => X.Map(Rational.Floor),
        "Ceil" => X.Map(v => -Rational.Floor(-v)),
        "Round" => X.Map(Rational.Round),
        "Sign" => X.Map(v => Rational.Of(v.Numerator.Sign)),
        "Greater" => X.With(inputs[1]!, (a, b) => True(b < a)),
        "GreaterOrEqual" => X.With(inputs[1]!, (a, b) => True(b <= a)),
        "Less" => X.With(inputs[1]!, (a, b) => True(a < b)),
        "LessOrEqual" => X.With(inputs[1]!, (a, b) => True(a <= b)),
        "Equal" => X.With(inputs[1]!, (a, b) => True(a <= b && b <= a)),
        "And" => X.With(inputs[1]!, (a, b) => a * b),
        "Or" => X.With(inputs[1]!, Rational.Max),
        "Not" => X.Map(v => Rational.One - v),
        "Where" => X.With(inputs[1]!, (c, v) => c * v)
            .With(X.With(inputs[2]!, (c, v) => (Rational.One - c) * v), (a, b) => a + b),
        "Relu" => X.Map(v => Rational.Max(v, Rational.Zero)),
        "LeakyRelu" => X.Map(v => v < Rational.Zero ? v * Rational.Of(Float("alpha", 0.01f)) : v),
        "PRelu" => X.With(inputs[1]!, (v, s) => v < Rational.Zero ? v * s : v),
        "Clip" => Clipped(),
        "Identity" or "Dropout" => X,
        "Cast" => Cast(),
        "Constant" => ExactOnnx.Read(Attribute("value")!.T),
        "ConstantOfShape" => Filled(),
        "Shape" => ExactArray.Of(X.Shape),
        "Gather" => inputs[1]! with
        {
            Data = [.. inputs[1]!.Whole.Select(i => X.Data[i < 0 ? i + X.Data.Length : i])],
            IsWhole = true
        },
        "Flatten" => X with { Shape = [Product(X.Shape[..(int)Int("axis", 1)]), Product(X.Shape[(int)Int("axis", 1)..])] },
        "Reshape" => Reshaped(),
        "Squeeze" => X with { Shape = [.. X.Shape.Where((_, d) => !Axes(1)!.Contains(d))] },
        "Unsqueeze" => Unsqueezed(),
        "Transpose" => X.Permute(Ints("perm")!),
        "Concat" => Concatenated(),
        "Slice" => Sliced(),
        "Pad" => Padded(),
        "Resize" or "Upsample" => Repeated(),
        "Gemm" => Gemm(),
        "MatMul" => Product(X, inputs[1]!),
        "BatchNormalization" => Normalized(),
        "ReduceMean" => Averaged(),
        _ => new ExactWindows(node, inputs).Value(),
    };

    private static Rational True(bool holds) => holds ? Rational.One : Rational.Zero;

    private ExactArray Clipped()
    {
        Rational? Bound(int i, string name) => inputs.Length > i ? inputs[i]?.Data[0]
            : Attribute(name) is { } a ? Rational.Of(a.F) : null;
        var (low, high) = (Bound(1, "min"), Bound(2, "max"));
        return X.Map(v =>
        {
            v = low is { } l ? Rational.Max(v, l) : v;
            return high is { } h ? Rational.Min(v, h) : v;
        });
    }

    private ExactArray Cast()
    {
        long to = Int("to", 1);
        if (to is 7 or 6)
            return X with { Data = [.. X.Whole.Select(v => new Rational(v, 1))], IsWhole = true };
        // What depends on the image is not rounded: the file's function of real numbers.
        return to == 1 && X.IsConstant
            ? X.Map(v => Rational.Of((float)((double)v.Numerator / (double)v.Denominator))) with { IsWhole = false }
            : X with { IsWhole = false };
    }

    private ExactArray Filled()
    {
        var value = Attribute("value") is { } a ? ExactOnnx.Read(a.T) : new ExactArray([1], [Rational.Zero]);
        return ExactArray.Table(X.Whole, _ => value.Data[0]) with { IsWhole = value.IsWhole };
    }

    private ExactArray Reshaped()
    {
        long[] to = [.. inputs[1]!.Whole.Select((s, d) => s == 0 ? X.Shape[d] : s)];
        long known = to.Where(s => s != -1).Aggregate(1L, (a, b) => a * b);
        return X with { Shape = [.. to.Select(s => s == -1 ? X.Data.Length / known : s)] };
    }

    private ExactArray Unsqueezed()
    {
        var shape = X.Shape.ToList();
        foreach (long axis in Axes(1)!.Order())
            shape.Insert((int)axis, 1);
        return X with { Shape = [.. shape] };
    }

    private ExactArray Concatenated()
    {
        long axis = Int("axis", 0);
        axis = axis < 0 ? axis + X.Rank : axis;
        long[] shape = [.. X.Shape];
        shape[axis] = inputs.Sum(i => i!.Shape[axis]);
        return ExactArray.Table(shape, at =>
        {
            long[] from = [.. at];
            foreach (var part in inputs)
            {
                if (from[axis] < part!.Shape[axis])
                    return part[from];
                from[axis] -= part.Shape[axis];
            }
            throw new InvalidOperationException("beyond the last input");
        }) with
        { IsWhole = X.IsWhole };
    }

    private ExactArray Sliced()
    {
        long[] starts = inputs[1]!.Whole, ends = inputs[2]!.Whole, axes = inputs.Length > 3 ? inputs[3]!.Whole
            : [.. starts.Select((_, k) => (long)k)], steps = inputs.Length > 4 ? inputs[4]!.Whole : [.. starts.Select(_ => 1L)];
        long[][] kept = [.. X.Shape.Select(s => Enumerable.Range(0, (int)s).Select(k => (long)k).ToArray())];
        for (int k = 0; k < axes.Length; k++)
        {
            long axis = axes[k] < 0 ? axes[k] + X.Rank : axes[k], size = X.Shape[axis];
            long At(long end, bool forwards) => Math.Clamp(end < 0 ? end + size : end, forwards ? 0 : -1, forwards ? size
                : size - 1);
            var taken = new List<long>();
            for (long i = At(starts[k], steps[k] > 0); steps[k] > 0 ? i < At(ends[k], true) : i > At(ends[k], false);
                i += steps[k])
                taken.Add(i);
            kept[axis] = [.. taken];
        }
        return ExactArray.Table([.. kept.Select(k => k.LongLength)], at => X[[.. at.Select((k, d) => kept[d][k])]]) with
        {
            IsWhole = X.IsWhole,
        };
    }

    private ExactArray Padded()
    {
        long[] pads = inputs.Length > 1 ? inputs[1]!.Whole : Ints("pads")!;
        var value = inputs.Length > 2 && inputs[2] is { } v ? v.Data[0] : Rational.Zero;
        return ExactArray.Table([.. X.Shape.Select((s, d) => s + pads[d] + pads[d + X.Rank])], at =>
        {
            long[] from = [.. at.Select((k, d) => k - pads[d])];
            return from.Where((k, d) => k < 0 || k >= X.Shape[d]).Any() ? value : X[from];
        });
    }

    private ExactArray Repeated()
    {
        long[] scales = inputs[node.OpType == "Upsample" || opset < 11 ? 1 : 2]!.Whole;
        return ExactArray.Table([.. X.Shape.Select((s, d) => s * scales[d])], at => X[[.. at.Select((k, d) => k / scales[d])]]);
    }

    private ExactArray Gemm()
    {
        var b = Int("transB", 0) == 1 ? inputs[1]!.Permute([1, 0]) : inputs[1]!;
        Rational alpha = Rational.Of(Float("alpha", 1)), beta = Rational.Of(Float("beta", 1));
        var product = Product(X, b).Map(v => v * alpha);
        return inputs.Length > 2 && inputs[2] is { } c ? product.With(c, (p, v) => p + v * beta) : product;
    }

    /// <summary>The last two dimensions multiplied; one side may be a plain matrix.</summary>
    private static ExactArray Product(ExactArray a, ExactArray b)
    {
        long[] batch = a.Rank > b.Rank ? a.Shape[..^2] : b.Shape[..^2];
        long inner = a.Shape[^1];
        return ExactArray.Table([.. batch, a.Shape[^2], b.Shape[^1]], at =>
        {
            long[] left = at[(at.Length - a.Rank)..], right = at[(at.Length - b.Rank)..];
            var sum = Rational.Zero;
            for (long k = 0; k < inner; k++)
                sum += a[[.. left[..^1], k]] * b[[.. right[..^2], k, right[^1]]];
            return sum;
        });
    }

    private ExactArray Normalized()
    {
        var epsilon = Rational.Of(Float("epsilon", 1e-5f));
        Rational[] roots = [.. inputs[4]!.Data.Select(v => (v + epsilon).Root())];
        return ExactArray.Table(X.Shape, at =>
        {
            long c = at[1];
            return (X[at] - inputs[3]!.Data[c]) * inputs[1]!.Data[c] / roots[c] + inputs[2]!.Data[c];
        });
    }

    private ExactArray Averaged()
    {
        long[] axes = [.. Ints("axes")!.Select(a => a < 0 ? a + X.Rank : a)];
        var sums = ExactArray.Table([.. X.Shape.Select((s, d) => axes.Contains(d) ? 1 : s)], _ => Rational.Zero);
        int next = 0;
        ExactArray.Table(X.Shape, at =>
        {
            long index = 0;
            for (int d = 0; d < at.Length; d++)
                index = index * sums.Shape[d] + (sums.Shape[d] == 1 ? 0 : at[d]);
            return sums.Data[index] += X.Data[next++];
        });
        var means = sums.Map(s => s / new Rational(Product([.. axes.Select(a => X.Shape[a])]), 1));
        return Int("keepdims", 1) == 1 ? means : means with { Shape = [.. X.Shape.Where((_, d) => !axes.Contains(d))] };
    }

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (a, b) => a * b);

    private long[]? Axes(int input) => inputs.Length > input ? inputs[input]!.Whole : Ints("axes");

    private AttributeProto? Attribute(string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    private long Int(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    private float Float(string name, float otherwise) => Attribute(name)?.F ?? otherwise;

    private long[]? Ints(string name) => Attribute(name) is { } a ? [.. a.Ints] : null;
}
