using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>Memory layout NHWC under the shape NCHW: what convolutions on a CPU (and on tensor cores) run fastest on.</summary>
/// <remarks>TorchSharp has no memory formats; a permuted contiguous copy is the same thing.</remarks>
public static class ChannelsLast
{
    /// <summary>The same [N,C,H,W] values, channels last in memory.</summary>
    public static Tensor Of(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>A convolution with its weight channels last; other ops as they are.</summary>
    public static Op Weights(Op op) => op is Conv2d convolution ? convolution with { Weight = Of(convolution.Weight) } : op;
}
