using static Audit.Networks.Graphs.Sizes;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Networks.Graphs;

/// <summary>Average pooling; attributes are (height, width). Windows that do not fit are left out.</summary>
/// <param name="Kernel">Window.</param>
/// <param name="Stride">Step between windows.</param>
/// <param name="Padding">Zeros on both sides, at most half the kernel.</param>
/// <param name="CountIncludePad">Whether the padding counts as elements of the mean.</param>
public sealed record AvgPool2d(long[] Kernel, long[] Stride, long[] Padding, bool CountIncludePad = true) : Op;

/// <summary>Maximum pooling; attributes are (height, width). Padding, at most half the kernel, never wins.</summary>
/// <param name="Kernel">Window.</param>
/// <param name="Stride">Step between windows.</param>
/// <param name="Padding">Minus infinity on both sides.</param>
/// <param name="Dilation">Step inside a window; null is 1.</param>
public sealed record MaxPool2d(long[] Kernel, long[] Stride, long[] Padding, long[]? Dilation = null) : Op
{
    /// <summary>Padding below and right where that is not the padding above and left (ceil_mode and uneven pads), smaller than a
    /// window; null is the same on both sides.</summary>
    public long[]? After { get; init; }
}

/// <summary>Mean over height and width, to [N,C,1,1].</summary>
public sealed record GlobalAvgPool : Op;

/// <summary>What pools mean to each reading of a network.</summary>
internal static class PoolingOps
{
    public static OpTable<IReadOnlyList<long[]>, long[]> Shapes { get; } = new()
    {
        (AvgPool2d op, IReadOnlyList<long[]> x) => [Image(x[0])[0], .. Windows(x[0], op.Kernel, op.Stride, op.Padding, [1, 1])],
        (MaxPool2d op, IReadOnlyList<long[]> x) => [Image(x[0])[0],
            .. Windows(x[0], op.Kernel, op.Stride, op.Padding, op.Dilation ?? [1, 1], op.After)],
        (GlobalAvgPool _, IReadOnlyList<long[]> x) => [Image(x[0])[0], 1, 1],
    };

    public static OpTable<ForwardInputs, Tensor> Forward { get; } = new()
    {
        (AvgPool2d op, ForwardInputs v) => F.avg_pool2d(v.X, op.Kernel, op.Stride, op.Padding, false, op.CountIncludePad),
        (MaxPool2d op, ForwardInputs v) => op.After is null
            ? F.max_pool2d(v.X, op.Kernel, op.Stride, op.Padding, op.Dilation ?? [1, 1])
            : F.max_pool2d(Padded(v.X, op), op.Kernel, op.Stride, [0, 0], op.Dilation ?? [1, 1]),
        (GlobalAvgPool _, ForwardInputs v) => F.adaptive_avg_pool2d(v.X, [1, 1]),
    };

    public static OpTable<ILowering, LoweredStep?> Engine { get; } = new()
    {
        (AvgPool2d op, ILowering at) =>
            at.Pool(op.CountIncludePad ? EngineKind.AveragePool : EngineKind.AveragePoolInside, op.Kernel, op.Stride, op.Padding,
                [1, 1]),
        { (MaxPool2d op, ILowering at) => at.Pool(EngineKind.MaxPool, op.Kernel, op.Stride, op.Padding, op.Dilation ?? [1, 1]),
            op => op.After is null },
        (GlobalAvgPool _, ILowering at) => at.MeanOverImage(),
    };

    /// <summary>What a pool with uneven padding pools: minus infinity where there is no image.</summary>
    private static Tensor Padded(Tensor x, MaxPool2d op) => F.pad(x, [op.Padding[1], op.After![1], op.Padding[0], op.After[0]],
        PaddingModes.Constant, double.NegativeInfinity);
}
