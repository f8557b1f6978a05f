using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Bounds;

/// <summary>An op W x + b as the functions that bounds need of it; differentiable in x, W and b.</summary>
/// <param name="Apply">W x + b.</param>
/// <param name="Magnitude">|W| x.</param>
/// <param name="Squares">W^2 x, squares taken elementwise: what a ball of independent scales becomes.</param>
/// <param name="Constant">|b|, broadcasting over the result; null for 0. Only rounding errors need it.</param>
/// <param name="Terms">Longest sum that makes one element of W x.</param>
internal sealed record AffineMap(Func<Tensor, Tensor> Apply, Func<Tensor, Tensor> Magnitude, Func<Tensor, Tensor> Squares, Tensor? Constant, long Terms)
{
    /// <summary>Whether every element of the result depends on one element of x, and on no other's.</summary>
    public bool IsDiagonal { get; private init; }

    /// <summary>What the rounding errors of W x are relative to, where W itself was computed and that is not |W| x; null where it is.</summary>
    public Func<Tensor, Tensor>? Sizes { get; init; }

    /// <summary>The op as such a map; null for other ops.</summary>
    /// <param name="dimensions">Dimensions of x, the batch included.</param>
    public static AffineMap? Of(Op operation, int dimensions) => operation switch
    {
        Linear op => new(x => F.linear(x, op.Weight, op.Bias), x => F.linear(x, op.Weight.abs()), x => F.linear(x, op.Weight.square()),
            op.Bias?.abs(), op.Weight.shape[1]),
        Conv2d op => new(x => F.conv2d(x, op.Weight, op.Bias, op.Stride, op.Padding, op.Dilation, op.Groups),
            x => F.conv2d(x, op.Weight.abs(), null, op.Stride, op.Padding, op.Dilation, op.Groups),
            x => F.conv2d(x, op.Weight.square(), null, op.Stride, op.Padding, op.Dilation, op.Groups),
            Channels(op.Bias?.abs(), 4), op.Weight.shape[1] * op.Weight.shape[2] * op.Weight.shape[3]),
        ConvTranspose2d op => new(x => F.conv_transpose2d(x, op.Weight, op.Bias, op.Stride, op.Padding, op.OutputPadding, op.Dilation, op.Groups),
            x => F.conv_transpose2d(x, op.Weight.abs(), null, op.Stride, op.Padding, op.OutputPadding, op.Dilation, op.Groups),
            x => F.conv_transpose2d(x, op.Weight.square(), null, op.Stride, op.Padding, op.OutputPadding, op.Dilation, op.Groups),
            Channels(op.Bias?.abs(), 4), op.Weight.shape[0] / op.Groups * op.Weight.shape[2] * op.Weight.shape[3]),
        Normalize op => Diagonal(x => (x - Channels(op.Mean, 4)) / Channels(op.Std, 4), Channels(op.Std, 4).reciprocal(), Channels((op.Mean / op.Std).abs(), 4)),
        BatchNorm op => Normalized(op, dimensions),
        Scale op => Diagonal(x => x * op.Factor, op.Factor, null),
        Shift op => Diagonal(x => x + op.Offset, null, op.Offset.abs()),
        _ => null,
    };

    /// <summary>What batch norm multiplies by, [C]: gamma / sqrt(var + epsilon), of the running statistics.</summary>
    public static Tensor Slope(BatchNorm op) => op.Weight / (op.RunningVar + op.Epsilon).sqrt();

    /// <summary>A tensor [C] shaped to broadcast over values of so many dimensions.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(perChannel))]
    public static Tensor? Channels(Tensor? perChannel, int dimensions) => dimensions == 4 ? perChannel?.reshape(1, -1, 1, 1) : perChannel;

    private static AffineMap Normalized(BatchNorm op, int dimensions)
    {
        Tensor slope = Slope(op), mean = Channels(op.RunningMean, dimensions), factor = Channels(slope, dimensions), bias = Channels(op.Bias, dimensions);
        return Diagonal(x => (x - mean) * factor + bias, factor, Channels((op.RunningMean * slope).abs() + op.Bias.abs(), dimensions));
    }

    private static AffineMap Diagonal(Func<Tensor, Tensor> apply, Tensor? factor, Tensor? constant) => new(apply,
        x => factor is null ? x : x * factor.abs(), x => factor is null ? x : x * factor.square(), constant, 1)
    {
        IsDiagonal = true,
    };
}
