using Audit.Networks.Graphs;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Bounds;

/// <summary>Lines around a maximum: never below the element with the largest lower bound; never above it either where no other
/// can reach it, else never above the largest upper bound.</summary>
/// <remarks>No rounding: elements are chosen, and bounds compared. Padding never wins.</remarks>
internal static class MaxPoolRule
{
    /// <param name="a">Functionals of the maxima, [N,K,C,H',W'].</param>
    /// <param name="x">Bounds of what is pooled, [N,C,H,W].</param>
    /// <returns>Functionals of what is pooled, and a constant.</returns>
    public static Adjoint Backward(MaxPool2d op, Tensor a, Interval x)
    {
        if (op.After is not null)
        {
            // Over the padded image; each window holds an element of the image itself, and that is what is chosen.
            var padded = Backward(op with { Padding = [0, 0], After = null }, a, x.Map(t => F.pad(t,
                [op.Padding[1], op.After[1], op.Padding[0], op.After[0]], PaddingModes.Constant, double.NegativeInfinity)));
            var inside = padded.Inputs[0].narrow(3, op.Padding[0], x.Lower.shape[2]).narrow(4, op.Padding[1], x.Lower.shape[3]);
            return new Adjoint([inside], padded.Constant);
        }
        var (best, index) = F.max_pool2d_with_indices(x.Lower, op.Kernel, op.Stride, op.Padding, op.Dilation);
        var wins = best.ge(Others(op, x.Upper, index)).to(a.dtype).unsqueeze(1);
        Tensor positive = a.clamp(min: 0), negative = a.clamp(max: 0),
            top = F.max_pool2d(x.Upper, op.Kernel, op.Stride, op.Padding, op.Dilation);

        long n = a.shape[0], k = a.shape[1], c = a.shape[2];
        var source = (positive + negative * wins).reshape(n, k, c, -1);
        var target = index.reshape(n, 1, c, -1).expand(n, k, c, source.shape[3]);
        var input = zeros([n, k, c, x.Lower.shape[2] * x.Lower.shape[3]], a.dtype, a.device).scatter_add(3, target, source);
        return new Adjoint([input.reshape([n, k, .. x.Lower.shape[1..]])], Concretisation.Dot(negative * (1 - wins), top));
    }

    /// <summary>The largest upper bound in each window but for one element.</summary>
    private static Tensor Others(MaxPool2d op, Tensor upper, Tensor index)
    {
        long h = upper.shape[2], w = upper.shape[3];
        long[] pads = [op.Padding[1], op.Padding[1], op.Padding[0], op.Padding[0]], dilation = op.Dilation ?? [1, 1];
        var positions = F.pad(arange(h * w, int64, upper.device).reshape(1, 1, h, w), pads, PaddingModes.Constant, -1);
        var padded = F.pad(upper, pads, PaddingModes.Constant, double.NegativeInfinity);
        Tensor At(Tensor t, long row, long column) =>
            t.slice(2, row, row + (index.shape[2] - 1) * op.Stride[0] + 1, op.Stride[0])
                .slice(3, column, column + (index.shape[3] - 1) * op.Stride[1] + 1, op.Stride[1]);
        var most = full_like(index.to(upper.dtype), double.NegativeInfinity);
        for (long i = 0; i < op.Kernel[0]; i++)
        {
            for (long j = 0; j < op.Kernel[1]; j++)
            {
                long row = i * dilation[0], column = j * dilation[1];
                most = most.maximum(At(padded, row, column).masked_fill(At(positions, row, column).eq(index),
                    double.NegativeInfinity));
            }
        }
        return most;
    }
}
