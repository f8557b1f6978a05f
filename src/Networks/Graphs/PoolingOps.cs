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
public sealed record MaxPool2d(long[] Kernel, long[] Stride, long[] Padding, long[]? Dilation = null) : Op;

/// <summary>Mean over height and width, to [N,C,1,1].</summary>
public sealed record GlobalAvgPool : Op;

/// <summary>What pools mean to each reading of a network.</summary>
internal static class PoolingOps
{
    public static OpTable<IReadOnlyList<long[]>, long[]> Shapes { get; } = new()
    {
        (AvgPool2d op, IReadOnlyList<long[]> x) => [Image(x[0])[0], .. Windows(x[0], op.Kernel, op.Stride, op.Padding, [1, 1])],
        (MaxPool2d op, IReadOnlyList<long[]> x) => [Image(x[0])[0],
            .. Windows(x[0], op.Kernel, op.Stride, op.Padding, op.Dilation ?? [1, 1])],
        (GlobalAvgPool _, IReadOnlyList<long[]> x) => [Image(x[0])[0], 1, 1],
    };

    public static OpTable<ForwardInputs, Tensor> Forward { get; } = new()
    {
        (AvgPool2d op, ForwardInputs v) => F.avg_pool2d(v.X, op.Kernel, op.Stride, op.Padding, false, op.CountIncludePad),
        (MaxPool2d op, ForwardInputs v) => F.max_pool2d(v.X, op.Kernel, op.Stride, op.Padding, op.Dilation ?? [1, 1]),
        (GlobalAvgPool _, ForwardInputs v) => F.adaptive_avg_pool2d(v.X, [1, 1]),
    };

    public static OpTable<ILowering, LoweredStep?> Engine { get; } = new()
    {
        (AvgPool2d op, ILowering at) =>
            at.Pool(op.CountIncludePad ? EngineKind.AveragePool : EngineKind.AveragePoolInside, op.Kernel, op.Stride, op.Padding,
                [1, 1]),
        (MaxPool2d op, ILowering at) => at.Pool(EngineKind.MaxPool, op.Kernel, op.Stride, op.Padding, op.Dilation ?? [1, 1]),
        (GlobalAvgPool _, ILowering at) => at.MeanOverImage(),
    };
}
