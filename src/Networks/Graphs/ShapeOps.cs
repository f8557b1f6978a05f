using TorchSharp;
using static Audit.Networks.Graphs.Sizes;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Networks.Graphs;

/// <summary>All dimensions but the first into one, in CHW order.</summary>
public sealed record Flatten : Op;

/// <summary>The same elements in row-major order under another shape (without the batch).</summary>
public sealed record Reshape(long[] Shape) : Op;

/// <summary>Dimension k of the result is dimension Order[k] of x; Order[0] is 0, the batch.</summary>
public sealed record Permute(long[] Order) : Op;

/// <summary>The inputs one after the other along an axis.</summary>
public sealed record Concat(long Axis) : Op;

/// <summary>A constant before and after each dimension but the batch.</summary>
public sealed record Pad(long[] Before, long[] After, double Value) : Op;

/// <summary>Elements Start, Start + Step, ... below End of each dimension but the batch; 0 &lt;= Start &lt; End &lt;= size, Step
/// &gt;= 1.</summary>
public sealed record Slice(long[] Start, long[] End, long[] Step) : Op;

/// <summary>Each element Factors[0] times along height and Factors[1] times along width (nearest neighbour).</summary>
public sealed record UpsampleNearest(long[] Factors) : Op;

/// <summary>What ops that only move values mean to each reading of a network.</summary>
internal static class ShapeOps
{
    public static OpTable<IReadOnlyList<long[]>, long[]> Shapes { get; } = new()
    {
        (Flatten _, IReadOnlyList<long[]> x) => [Elements(x[0])],
        (Reshape op, IReadOnlyList<long[]> x) =>
            Expect(Elements(x[0]) == Elements(op.Shape), x[0], $"{Elements(op.Shape)} elements") ? op.Shape : x[0],
        (Permute op, IReadOnlyList<long[]> x) => Permuted(op, x[0]),
        (Concat op, IReadOnlyList<long[]> x) => Concatenated(op, x),
        (Pad op, IReadOnlyList<long[]> x) => Expect(op.Before.Length == x[0].Length, x[0], $"{op.Before.Length} dimensions")
            ? [.. x[0].Select((s, d) => checked(s + op.Before[d] + op.After[d]))] : x[0],
        (Slice op, IReadOnlyList<long[]> x) => Sliced(op, x[0]),
        (UpsampleNearest op, IReadOnlyList<long[]> x) =>
            [Image(x[0])[0], checked(x[0][1] * op.Factors[0]), checked(x[0][2] * op.Factors[1])],
    };

    public static OpTable<ForwardInputs, Tensor> Forward { get; } = new()
    {
        (Flatten _, ForwardInputs v) => v.X.flatten(1),
        (Reshape op, ForwardInputs v) => v.X.reshape([v.X.shape[0], .. op.Shape]),
        (Permute op, ForwardInputs v) => v.X.permute(op.Order),
        (Concat op, ForwardInputs v) => cat([.. v.Inputs], op.Axis),
        // Torch lists the pairs from the last dimension on.
        (Pad op, ForwardInputs v) =>
            F.pad(v.X, [.. op.Before.Zip(op.After).Reverse().SelectMany(p => new[] { p.First, p.Second })],
            PaddingModes.Constant, op.Value),
        (Slice op, ForwardInputs v) => Part(v.X, op),
        (UpsampleNearest op, ForwardInputs v) => Repeat(v.X, op.Factors[0], op.Factors[1]),
    };

    public static OpTable<ILowering, LoweredStep?> Engine { get; } = new()
    {
        // Shapes that only rename dimensions take no step.
        (Flatten _, ILowering at) => at.X,
        { (Reshape _, ILowering at) => at.X, op => op.Shape.Length == 1 },
        { (Concat _, ILowering at) => at.Join(), op => op.Axis == 1 },
    };

    private static long[] Permuted(Permute o, long[] x)
    {
        Expect(o.Order.Length == x.Length + 1 && o.Order[0] == 0 && o.Order.Order()
            .SequenceEqual(Enumerable.Range(0, x.Length + 1).Select(d => (long)d)),
            x, $"{o.Order.Length} dimensions of which the batch stays first in the order {string.Join(',', o.Order)}");
        return [.. o.Order[1..].Select(d => x[d - 1])];
    }

    private static long[] Concatenated(Concat o, IReadOnlyList<long[]> inputs)
    {
        long[] x = inputs[0];
        int axis = (int)o.Axis - 1;
        Expect(axis >= 0 && axis < x.Length, x, $"an axis {o.Axis}");
        long[] result = [.. x];
        foreach (long[] y in inputs.Skip(1))
        {
            Expect(y.Length == x.Length && y.Select((s, d) => d == axis || s == x[d]).All(same => same), y,
                $"[{string.Join(',', x)}] but for axis {o.Axis}");
            result[axis] = checked(result[axis] + y[axis]);
        }
        return result;
    }

    private static long[] Sliced(Slice o, long[] x)
    {
        Expect(o.Start.Length == x.Length, x, $"{o.Start.Length} dimensions");
        bool fits = Enumerable.Range(0, x.Length).All(d => o.Start[d] >= 0 && o.Start[d] < o.End[d] && o.End[d] <= x[d]
            && o.Step[d] >= 1);
        Expect(fits, x, $"the part from {string.Join(',', o.Start)} to {string.Join(',', o.End)}");
        return [.. x.Select((_, d) => (o.End[d] - o.Start[d] - 1) / o.Step[d] + 1)];
    }

    private static Tensor Part(Tensor x, Slice op)
    {
        for (int d = 0; d < op.Start.Length; d++)
            x = x.slice(d + 1, op.Start[d], op.End[d], op.Step[d]);
        return x;
    }

    private static Tensor Repeat(Tensor x, long tall, long wide)
    {
        long[] s = x.shape;
        return x.reshape(s[0], s[1], s[2], 1, s[3], 1).expand(s[0], s[1], s[2], tall, s[3], wide)
            .reshape(s[0], s[1], s[2] * tall, s[3] * wide);
    }
}
