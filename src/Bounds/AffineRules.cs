using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Bounds;

/// <summary>What affine ops mean to bounds: W x + b forwards, a (W x + b) = (W^T a) x + a b backwards, and what rounding can
/// cost.</summary>
internal static class AffineRules
{
    /// <summary>Ops that mix elements, as maps; dimensions of x, the batch included.</summary>
    public static OpTable<int, AffineMap> Mixing { get; } = new()
    {
        (Linear op, int _) => new AffineMap(x => F.linear(x, op.Weight, op.Bias), x => F.linear(x, op.Weight.abs()),
            x => F.linear(x, op.Weight.square()), op.Bias?.abs(), op.Weight.shape[1]),
        (Conv2d op, int _) => new AffineMap(x => F.conv2d(x, op.Weight, op.Bias, op.Stride, op.Padding, op.Dilation, op.Groups),
            x => F.conv2d(x, op.Weight.abs(), null, op.Stride, op.Padding, op.Dilation, op.Groups),
            x => F.conv2d(x, op.Weight.square(), null, op.Stride, op.Padding, op.Dilation, op.Groups),
            AffineMap.Channels(op.Bias?.abs(), 4), op.Weight.shape[1] * op.Weight.shape[2] * op.Weight.shape[3]),
        (ConvTranspose2d op, int _) => new AffineMap(x => Transposed(x, op, op.Weight, op.Bias), x =>
            Transposed(x, op, op.Weight.abs(), null),
            x => Transposed(x, op, op.Weight.square(), null), AffineMap.Channels(op.Bias?.abs(), 4),
            op.Weight.shape[0] / op.Groups * op.Weight.shape[2] * op.Weight.shape[3]),
    };

    /// <summary>Ops of each element by itself, as maps.</summary>
    public static OpTable<int, AffineMap> Diagonal { get; } = new()
    {
        (Normalize op, int _) => AffineMap.Diagonal(x => (x - AffineMap.Channels(op.Mean, 4)) / AffineMap.Channels(op.Std, 4),
            AffineMap.Channels(op.Std, 4).reciprocal(), AffineMap.Channels((op.Mean / op.Std).abs(), 4)),
        (BatchNorm op, int dimensions) => Normalized(op, dimensions),
        (Scale op, int _) => AffineMap.Diagonal(x => x * op.Factor, op.Factor, null),
        (Divide op, int _) => AffineMap.Diagonal(x => x / op.Divisor, op.Divisor.reciprocal(), null),
        (Shift op, int _) => AffineMap.Diagonal(x => x + op.Offset, null, op.Offset.abs()),
    };

    /// <summary>Both.</summary>
    public static OpTable<int, AffineMap> Maps { get; } = new() { Mixing, Diagonal };

    /// <summary>Sums of several values.</summary>
    public static BoundTable<IntervalInputs, Interval> Intervals { get; } = new()
    {
        (Add _, IntervalInputs i) =>
            i.Rounding.Outward(new Interval(i.X.Lower + i.Inputs[1].Lower, i.X.Upper + i.Inputs[1].Upper)),
    };

    public static OpTable<AdjointInputs, Adjoint?> Adjoints { get; } = new()
    {
        (Linear op, AdjointInputs at) => new Adjoint([at.A.Times(op.Weight)], op.Bias is { } b ? at.A.Times(b) : null),
        (Conv2d op, AdjointInputs at) =>
            new Adjoint([RowMaps.Each(at.A, r => F.conv_transpose2d(r, op.Weight, null, op.Stride, op.Padding,
            Left(op, at.Shapes[0], at.A.shape), op.Dilation, op.Groups))], PerChannel(at.A, op.Bias)),
        (ConvTranspose2d op, AdjointInputs at) => new Adjoint(
            [RowMaps.Each(at.A, r => Reached(F.conv2d(r, op.Weight, null, op.Stride, op.Padding, op.Dilation, op.Groups),
                at.Shapes[0]))], PerChannel(at.A, op.Bias)),
        (Normalize op, AdjointInputs at) => new Adjoint([at.A / op.Std.reshape(-1, 1, 1)], PerChannel(at.A, -op.Mean / op.Std)),
        (BatchNorm op, AdjointInputs at) => Normalized(op, at),
        (Scale op, AdjointInputs at) => new Adjoint([at.A * op.Factor]),
        (Divide op, AdjointInputs at) => new Adjoint([at.A / op.Divisor]),
        (Shift op, AdjointInputs at) => new Adjoint([at.A], RowMaps.Flat(at.A * op.Offset, 2).sum(2)),
        (Add _, AdjointInputs at) => new Adjoint([Unrepeated(at.A, at.Shapes[0]), Unrepeated(at.A, at.Shapes[1])]),
    };

    /// <summary>What a backward step can be off by, where that is not gamma (|W||z| + |b|) of a map.</summary>
    public static OpTable<ErrorInputs, Tensor?> Errors { get; } = new()
    {
        (Add _, ErrorInputs at) => at.Sizes[0].shape.SequenceEqual(at.Sizes[1].shape) ? null
            : (at.Sizes[0] + at.Sizes[1]) * at.Gamma,
    };

    /// <summary>How many elements of the result can read one of the input.</summary>
    public static OpTable<int, long> Overlaps { get; } = new()
    {
        (Conv2d op, int _) => op.Weight.shape[0] * op.Weight.shape[2] * op.Weight.shape[3],
        (ConvTranspose2d op, int _) => op.Weight.shape[1] * op.Weight.shape[2] * op.Weight.shape[3],
    };

    private static Tensor Transposed(Tensor x, ConvTranspose2d op, Tensor weight, Tensor? bias) =>
        F.conv_transpose2d(x, weight, bias, op.Stride, op.Padding, op.OutputPadding, op.Dilation, op.Groups);

    /// <summary>What batch norm multiplies by, [C]: gamma / sqrt(var + epsilon), of the running statistics.</summary>
    private static Tensor Slope(BatchNorm op) => op.Weight / (op.RunningVar + op.Epsilon).sqrt();

    private static AffineMap Normalized(BatchNorm op, int dimensions)
    {
        Tensor slope = Slope(op), mean = AffineMap.Channels(op.RunningMean, dimensions),
            factor = AffineMap.Channels(slope, dimensions), bias = AffineMap.Channels(op.Bias, dimensions);
        return AffineMap.Diagonal(x => (x - mean) * factor + bias, factor,
            AffineMap.Channels((op.RunningMean * slope).abs() + op.Bias.abs(), dimensions));
    }

    private static Adjoint Normalized(BatchNorm op, AdjointInputs at)
    {
        var slope = Slope(op);
        return new Adjoint([at.A * (slope.reshape([-1, .. Enumerable.Repeat(1L, at.Shapes[0].Length - 1)]))],
            PerChannel(at.A, op.Bias - op.RunningMean * slope));
    }

    /// <summary>Rows and columns of the input that no window reaches.</summary>
    private static long[] Left(Conv2d op, long[] input, long[] a) =>
        [.. Enumerable.Range(0, 2).Select(d => input[d + 1] - ((a[d + 3] - 1) * op.Stride[d] - 2 * op.Padding[d]
            + op.Dilation[d] * (op.Weight.shape[d + 2] - 1) + 1))];

    /// <summary>The windows that begin on the input: an output padding of a stride or more has room for further ones.</summary>
    private static Tensor Reached(Tensor rows, long[] input) => rows.narrow(2, 0, input[1]).narrow(3, 0, input[2]);

    private static Tensor? PerChannel(Tensor a, Tensor? b) => b is null ? null : a.dim() > 3 ? a.flatten(3).sum(3).Times(b)
        : a.Times(b);

    /// <summary>Sums over the axes along which an input of size 1 was repeated.</summary>
    internal static Tensor Unrepeated(Tensor a, long[] shape)
    {
        long[] axes = [.. Enumerable.Range(0, shape.Length).Where(d => shape[d] != a.shape[d + 2]).Select(d => d + 2L)];
        return axes.Length == 0 ? a : a.sum(axes, true);
    }
}
