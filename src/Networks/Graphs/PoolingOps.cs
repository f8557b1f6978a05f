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
