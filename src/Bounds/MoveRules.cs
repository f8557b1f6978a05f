using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>What ops that only move values mean to bounds.</summary>
internal static class MoveRules
{
    public static BoundTable<IntervalInputs, Interval> Intervals { get; } = new()
    {
        (Flatten _, IntervalInputs i) => i.Chosen(),
        (Reshape _, IntervalInputs i) => i.Chosen(),
        (Permute _, IntervalInputs i) => i.Chosen(),
        { (Pad _, IntervalInputs i) => i.Chosen(), null, op => double.IsFinite(op.Value) },
        (Slice _, IntervalInputs i) => i.Chosen(),
        (UpsampleNearest _, IntervalInputs i) => i.Chosen(),
        (Concat _, IntervalInputs i) => new Interval(Ends(i, x => x.Lower), Ends(i, x => x.Upper)),
    };

    /// <summary>Ops of one input whose result a ball stays a ball through: every element once.</summary>
    public static OpTable<int, bool> Permutations { get; } = new()
    {
        (Flatten _, int _) => true, (Reshape _, int _) => true, (Permute _, int _) => true,
    };

    /// <summary>Adjoints of ops with one input.</summary>
    public static OpTable<AdjointInputs, Adjoint?> Moves { get; } = new()
    {
        (Flatten _, AdjointInputs at) => Reshaped(at),
        (Reshape _, AdjointInputs at) => Reshaped(at),
        (Permute op, AdjointInputs at) => new Adjoint([at.A.permute([0, 1, .. Inverse(op.Order).Skip(1).Select(d => d + 1)])]),
        (Pad op, AdjointInputs at) => new Adjoint([Inner(at.A, op, at.Shapes[0])], op.Value == 0 ? null
            : Outside(at.A, op, at.Shapes[0])),
        (Slice _, AdjointInputs at) => RowMaps.Transposed(at),
        (UpsampleNearest _, AdjointInputs at) => RowMaps.Transposed(at),
    };

    public static OpTable<AdjointInputs, Adjoint?> Adjoints { get; } = new()
    {
        Moves,
        (Concat op, AdjointInputs at) => new Adjoint(Parts(at.A, op, at.Shapes)),
    };

    public static OpTable<ErrorInputs, Tensor?> Errors { get; } = new()
    {
        (UpsampleNearest _, ErrorInputs at) => at.OfSize(),
        { (Pad op, ErrorInputs at) => full_like(at.Result.Lower, 4 * Math.Abs(op.Value) * at.Gamma), op => op.Value != 0 },
    };

    private static Tensor Ends(IntervalInputs i, Func<Interval, Tensor> end) =>
        Forward.Evaluate(i.Op, [.. i.Inputs.Select(end)])!;

    private static Adjoint Reshaped(AdjointInputs at) => new([at.A.reshape([at.A.shape[0], at.A.shape[1], .. at.Shapes[0]])]);

    private static Tensor[] Parts(Tensor a, Concat op, IReadOnlyList<long[]> shapes)
    {
        long start = 0;
        return [.. shapes.Select(s =>
        {
            long size = s[op.Axis - 1];
            start += size;
            return a.narrow(op.Axis + 1, start - size, size);
        })];
    }

    private static Tensor Inner(Tensor a, Pad op, long[] shape)
    {
        for (int d = 0; d < shape.Length; d++)
            a = a.narrow(d + 2, op.Before[d], shape[d]);
        return a;
    }

    /// <summary>The share of the padded constant. An infinite one, as maximum pools have, must not be read by any row: NaN where
    /// it is.</summary>
    private static Tensor Outside(Tensor a, Pad op, long[] shape)
    {
        if (double.IsFinite(op.Value))
            return (a.flatten(2).sum(2) - Inner(a, op, shape).flatten(2).sum(2)) * op.Value;
        var inside = zeros([1, 1, .. a.shape[2..]], a.dtype, a.device);
        Inner(inside, op, shape).fill_(1);
        var reads = (a * (1 - inside)).abs().flatten(2).sum(2);
        return reads.masked_fill(reads.ne(0), double.NaN);
    }

    private static long[] Inverse(long[] order)
    {
        long[] inverse = new long[order.Length];
        for (int d = 0; d < order.Length; d++)
            inverse[order[d]] = d;
        return inverse;
    }
}
