using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Tests;

/// <summary>Networks in rational arithmetic: plain loops over the definition of each op, no rounding anywhere.</summary>
internal static class ExactNetwork
{
    private sealed record Value(long[] Shape, Rational[] Data)
    {
        public Rational this[params long[] at] => Data[Index(at)];

        public long Index(long[] at)
        {
            long index = 0;
            for (int d = 0; d < at.Length; d++)
                index = index * Shape[d] + at[d];
            return index;
        }
    }

    /// <summary>The network's last value at one image, row-major.</summary>
    /// <exception cref="NotSupportedException">The network holds an op whose value is no rational number.</exception>
    public static Rational[] Run(Graph graph, IReadOnlyList<double> image)
    {
        var s = graph.InputShape;
        var values = new Value[graph.Nodes.Count];
        values[0] = new Value([s.Channels, s.Height, s.Width], [.. image.Select(Rational.Of)]);
        for (int k = 1; k < values.Length; k++)
            values[k] = Of(graph.Nodes[k].Op, [.. graph.Nodes[k].Inputs.Select(i => values[i])]);
        return values[^1].Data;
    }

    private static Value Of(Op operation, Value[] inputs)
    {
        var x = inputs[0];
        switch (operation)
        {
            case Normalize op:
                return PerChannel(x, (v, c) => (v - Number(op.Mean, c)) * Inverse(Number(op.Std, c)));
            case BatchNorm op:
                return PerChannel(x, (v, c) => (v - Number(op.RunningMean, c)) * Number(op.Weight,
                    c) * Inverse(Root(Number(op.RunningVar, c) + Rational.Of(op.Epsilon)))
                    + Number(op.Bias, c));
            case Scale op:
                return Constant(x, op.Factor, (v, f) => v * f);
            case Divide op:
                return Constant(x, op.Divisor, (v, d) => v * Inverse(d));
            case Squared:
                return Each(x, v => v * v);
            case Shift op:
                return Constant(x, op.Offset, (v, o) => v + o);
            case Conv2d op:
                return Convolved(x, op);
            case ConvTranspose2d op:
                return Scattered(x, op);
            case Linear op:
                return Table([op.Weight.shape[0]], at => Sum(op.Weight.shape[1], j => Number(op.Weight, at[0], j) * x[j])
                    + (op.Bias is { } b ? Number(b, at[0]) : Rational.Zero));
            case Add:
                return Joined(inputs, (a, b) => a + b);
            case Multiply:
                return Joined(inputs, (a, b) => a * b);
            case Relu:
                return Each(x, v => Rational.Max(v, Rational.Zero));
            case LeakyRelu op:
                return Each(x, v => v < Rational.Zero ? v * Rational.Of(op.Slope) : v);
            case Clip op:
                return Each(x, v => Rational.Min(Rational.Max(v, Rational.Of(op.Minimum)), Rational.Of(op.Maximum)));
            case Floor:
                return Each(x, Rational.Floor);
            case Ceil:
                return Each(x, v => -Rational.Floor(-v));
            case Round:
                return Each(x, Rational.Round);
            case Sign:
                return Each(x, v => Rational.Of(v.Numerator.Sign));
            case Step op:
                return Each(x, v => Rational.Of(v.Numerator.Sign > 0 || (op.AtZero && v.Numerator.IsZero) ? 1 : 0));
            case Where:
                return Table([.. x.Shape.Select((_, d) => inputs.Max(i => i.Shape[d]))], at =>
                    Repeated(Repeated(x, at).Numerator.IsZero ? inputs[2] : inputs[1], at));
            case Reciprocal:
                return Each(x, Inverse);
            case Mean op:
                return Averaged(x, op);
            case AvgPool2d op:
                return Pooled(x, op.Kernel, op.Stride, op.Padding, [1, 1], (inside, count) =>
                    inside.Aggregate((a, b) => a + b) * new Rational(1, op.CountIncludePad ? count : inside.Count));
            case MaxPool2d op:
                return Pooled(x, op.Kernel, op.Stride, op.Padding, op.Dilation ?? [1, 1], (inside, _) =>
                    inside.Aggregate(Rational.Max), op.After);
            case GlobalAvgPool:
                return Pooled(x, x.Shape[1..], [1, 1], [0, 0], [1, 1], (inside, count) =>
                    inside.Aggregate((a, b) => a + b) * new Rational(1, count));
            case Flatten:
                return new Value([x.Data.LongLength], x.Data);
            case Reshape op:
                return new Value(op.Shape, x.Data);
            case Permute op:
                return Table([.. op.Order[1..].Select(d => x.Shape[d - 1])], at =>
                {
                    long[] from = new long[at.Length];
                    for (int d = 0; d < at.Length; d++)
                        from[op.Order[d + 1] - 1] = at[d];
                    return x[from];
                });
            case Concat op:
                return Joined(inputs, (int)op.Axis - 1);
            case Pad op:
                return Table([.. x.Shape.Select((s, d) => s + op.Before[d] + op.After[d])], at =>
                {
                    long[] from = [.. at.Select((a, d) => a - op.Before[d])];
                    return from.Where((f, d) => f < 0 || f >= x.Shape[d]).Any() ? Rational.Of(op.Value) : x[from];
                });
            case Slice op:
                return Table([.. x.Shape.Select((_, d) => (op.End[d] - op.Start[d] - 1) / op.Step[d] + 1)],
                    at => x[[.. at.Select((a, d) => op.Start[d] + a * op.Step[d])]]);
            case UpsampleNearest op:
                return Table([x.Shape[0], x.Shape[1] * op.Factors[0], x.Shape[2] * op.Factors[1]], at =>
                    x[at[0], at[1] / op.Factors[0], at[2] / op.Factors[1]]);
            default:
                throw new NotSupportedException($"{operation.Name} has no rational value");
        }
    }

    private static Value Table(long[] shape, Func<long[], Rational> of)
    {
        var data = new Rational[shape.Aggregate(1L, (a, b) => a * b)];
        long[] at = new long[shape.Length];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = of(at);
            for (int d = shape.Length - 1; d >= 0 && ++at[d] == shape[d]; d--)
                at[d] = 0;
        }
        return new Value(shape, data);
    }

    private static Value Each(Value x, Func<Rational, Rational> f) => new(x.Shape, [.. x.Data.Select(f)]);

    private static Value PerChannel(Value x, Func<Rational, long, Rational> f) => Table(x.Shape, at => f(x[at], at[0]));

    /// <summary>A constant repeated as numpy does, aligned at the last dimension.</summary>
    private static Value Constant(Value x, Tensor constant, Func<Rational, Rational, Rational> f)
    {
        long[] shape = constant.shape;
        int missing = x.Shape.Length - shape.Length;
        return Table(x.Shape, at => f(x[at], Number(constant, [.. shape.Select((s, d) => s == 1 ? 0 : at[d + missing])])));
    }

    private static Value Joined(Value[] inputs, Func<Rational, Rational, Rational> f) =>
        Table([.. inputs[0].Shape.Zip(inputs[1].Shape, Math.Max)], at => f(Repeated(inputs[0], at), Repeated(inputs[1], at)));

    private static Rational Repeated(Value x, long[] at) => x[[.. at.Select((a, d) => x.Shape[d] == 1 ? 0 : a)]];

    private static Value Joined(Value[] inputs, int axis)
    {
        long[] shape = [.. inputs[0].Shape];
        shape[axis] = inputs.Sum(i => i.Shape[axis]);
        return Table(shape, at =>
        {
            long[] from = [.. at];
            foreach (var input in inputs)
            {
                if (from[axis] < input.Shape[axis])
                    return input[from];
                from[axis] -= input.Shape[axis];
            }
            throw new InvalidOperationException("beyond the last input");
        });
    }

    private static Value Convolved(Value x, Conv2d op)
    {
        long[] w = op.Weight.shape;
        long Size(int d) => (x.Shape[d + 1] + 2 * op.Padding[d] - op.Dilation[d] * (w[d + 2] - 1) - 1) / op.Stride[d] + 1;
        return Table([w[0], Size(0), Size(1)], at =>
        {
            var sum = op.Bias is { } b ? Number(b, at[0]) : Rational.Zero;
            for (long i = 0; i < w[1]; i++)
            {
                for (long r = 0; r < w[2]; r++)
                {
                    for (long c = 0; c < w[3]; c++)
                    {
                        long row = at[1] * op.Stride[0] - op.Padding[0] + r * op.Dilation[0],
                            column = at[2] * op.Stride[1] - op.Padding[1] + c * op.Dilation[1];
                        if (row >= 0 && row < x.Shape[1] && column >= 0 && column < x.Shape[2])
                            sum += Number(op.Weight, at[0], i, r, c) * x[at[0] / (w[0] / op.Groups) * w[1] + i, row, column];
                    }
                }
            }
            return sum;
        });
    }

    /// <summary>Each element of x scattered through its kernel.</summary>
    private static Value Scattered(Value x, ConvTranspose2d op)
    {
        long[] w = op.Weight.shape;
        long Size(int d) => (x.Shape[d + 1] - 1) * op.Stride[d] - 2 * op.Padding[d] + op.Dilation[d] * (w[d + 2] - 1)
            + op.OutputPadding[d] + 1;
        var y = Table([w[1] * op.Groups, Size(0), Size(1)], at => op.Bias is { } b ? Number(b, at[0]) : Rational.Zero);
        for (long i = 0; i < x.Shape[0]; i++)
        {
            for (long h = 0; h < x.Shape[1] * x.Shape[2]; h++)
            {
                for (long o = 0; o < w[1] * w[2] * w[3]; o++)
                {
                    long row = h / x.Shape[2], column = h % x.Shape[2], f = o / (w[2] * w[3]), r = o / w[3] % w[2], c = o % w[3];
                    long toRow = row * op.Stride[0] - op.Padding[0] + r * op.Dilation[0],
                        toColumn = column * op.Stride[1] - op.Padding[1] + c * op.Dilation[1];
                    if (toRow >= 0 && toRow < y.Shape[1] && toColumn >= 0 && toColumn < y.Shape[2])
                        y.Data[y.Index([i / (x.Shape[0] / op.Groups) * w[1] + f, toRow, toColumn])] += x[i, row,
                            column] * Number(op.Weight, i, f, r, c);
                }
            }
        }
        return y;
    }

    private static Value Pooled(Value x, long[] kernel, long[] stride, long[] padding, long[] dilation, Func<List<Rational>, long,
        Rational> fold, long[]? after = null)
    {
        long Size(int d) => (x.Shape[d + 1] + padding[d] + (after ?? padding)[d] - dilation[d] * (kernel[d] - 1) - 1) / stride[d]
            + 1;
        return Table([x.Shape[0], Size(0), Size(1)], at =>
        {
            var inside = new List<Rational>();
            for (long r = 0; r < kernel[0]; r++)
            {
                for (long c = 0; c < kernel[1]; c++)
                {
                    long row = at[1] * stride[0] - padding[0] + r * dilation[0], column = at[2] * stride[1] - padding[1]
                        + c * dilation[1];
                    if (row >= 0 && row < x.Shape[1] && column >= 0 && column < x.Shape[2])
                        inside.Add(x[at[0], row, column]);
                }
            }
            return fold(inside, kernel[0] * kernel[1]);
        });
    }

    private static Value Averaged(Value x, Mean op)
    {
        long[] kept = [.. x.Shape.Select((s, d) => op.Axes.Contains(d + 1) ? 1 : s)];
        long count = x.Shape.Where((_, d) => op.Axes.Contains(d + 1)).Aggregate(1L, (a, b) => a * b);
        var sums = Table(kept, _ => Rational.Zero);
        Table(x.Shape, at => sums.Data[sums.Index([.. at.Select((a, d) => kept[d] == 1 ? 0 : a)])] += x[at]);
        var means = Each(sums, s => s * new Rational(1, count));
        return op.KeepDimensions ? means : means with { Shape = [.. x.Shape.Where((_, d) => !op.Axes.Contains(d + 1))] };
    }

    private static Rational Sum(long count, Func<long, Rational> term)
    {
        var sum = Rational.Zero;
        for (long k = 0; k < count; k++)
            sum += term(k);
        return sum;
    }

    private static Rational Number(Tensor tensor, params long[] at)
    {
        long index = 0;
        for (int d = 0; d < at.Length; d++)
            index = index * tensor.shape[d] + at[d];
        using var flat = tensor.detach().to(float64).contiguous().reshape(-1);
        using var value = flat[index];
        return Rational.Of(value.ToDouble());
    }

    private static Rational Inverse(Rational v) => v.Numerator.Sign < 0 ? new(-v.Denominator, -v.Numerator)
        : new(v.Denominator, v.Numerator);

    /// <summary>The root of a number that has a rational one.</summary>
    private static Rational Root(Rational v)
    {
        var root = Rational.Of(Math.Sqrt(v.ToDouble()));
        foreach (var candidate in (Rational[])[root, Rational.Of(Math.Round(Math.Sqrt(v.ToDouble()) * 1024) / 1024)])
        {
            if (candidate * candidate == v)
                return candidate;
        }
        throw new NotSupportedException($"{v} has no rational root at hand");
    }
}
