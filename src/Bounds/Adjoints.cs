using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Bounds;

/// <summary>Affine ops read backwards: a functional of the result as a functional of the inputs, a (W x + b) = (W^T a) x + a b.</summary>
/// <remarks>A functional is [N,K,...] behind an op with value [N,...]: K rows an image.</remarks>
internal static class Adjoints
{
    /// <param name="a">Functionals of the op's value.</param>
    /// <param name="shapes">Shape of each input, without the batch.</param>
    /// <returns>Functionals of each input, and a b as [N,K] (null for 0); null for ops that are not affine.</returns>
    public static (IReadOnlyList<Tensor> Inputs, Tensor? Constant)? Of(Op operation, Tensor a, IReadOnlyList<long[]> shapes)
    {
        switch (operation)
        {
            case Linear op:
                return ([a.matmul(op.Weight)], op.Bias is { } b ? a.matmul(b) : null);
            case Conv2d op:
                return ([Rows(a, r => F.conv_transpose2d(r, op.Weight, null, op.Stride, op.Padding, Left(op, shapes[0], a.shape), op.Dilation, op.Groups))], PerChannel(a, op.Bias));
            case ConvTranspose2d op:
                return ([Rows(a, r => F.conv2d(r, op.Weight, null, op.Stride, op.Padding, op.Dilation, op.Groups))], PerChannel(a, op.Bias));
            case Normalize op:
                return ([a / op.Std.reshape(-1, 1, 1)], PerChannel(a, -op.Mean / op.Std));
            case BatchNorm op:
                var slope = AffineMap.Slope(op);
                return ([a * (shapes[0].Length == 3 ? slope.reshape(-1, 1, 1) : slope)], PerChannel(a, op.Bias - op.RunningMean * slope));
            case Scale op:
                return ([a * op.Factor], null);
            case Shift op:
                return ([a], (a * op.Offset).flatten(2).sum(2));
            case Add:
                return ([Unrepeated(a, shapes[0]), Unrepeated(a, shapes[1])], null);
            case Concat op:
                return (Parts(a, op, shapes), null);
            case Pad op:
                return ([Inner(a, op, shapes[0])], op.Value == 0 ? null : Outside(a, op, shapes[0]));
            case Flatten or Reshape:
                return ([a.reshape([a.shape[0], a.shape[1], .. shapes[0]])], null);
            case Permute op:
                return ([a.permute([0, 1, .. Inverse(op.Order).Skip(1).Select(d => d + 1)])], null);
            case AvgPool2d or GlobalAvgPool or Mean or Slice or UpsampleNearest:
                return ([Rows(a, r => Transposed(operation, r, shapes[0]))], null);
            default:
                return null;
        }
    }

    private static Tensor Rows(Tensor a, Func<Tensor, Tensor> map)
    {
        long n = a.shape[0], k = a.shape[1];
        var result = map(a.reshape([n * k, .. a.shape[2..]]));
        return result.reshape([n, k, .. result.shape[1..]]);
    }

    /// <summary>Rows and columns of the input that no window reaches.</summary>
    private static long[] Left(Conv2d op, long[] input, long[] a) =>
        [.. Enumerable.Range(0, 2).Select(d => input[d + 1] - ((a[d + 3] - 1) * op.Stride[d] - 2 * op.Padding[d] + op.Dilation[d] * (op.Weight.shape[d + 2] - 1) + 1))];

    private static Tensor? PerChannel(Tensor a, Tensor? b) => b is null ? null : a.dim() == 5 ? a.sum([3, 4]).matmul(b) : a.matmul(b);

    /// <summary>Sums over the axes along which an input of size 1 was repeated.</summary>
    private static Tensor Unrepeated(Tensor a, long[] shape)
    {
        long[] axes = [.. Enumerable.Range(0, shape.Length).Where(d => shape[d] != a.shape[d + 2]).Select(d => d + 2L)];
        return axes.Length == 0 ? a : a.sum(axes, true);
    }

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

    /// <summary>The share of the padded constant. An infinite one, as maximum pools have, must not be read by any row: NaN where it is.</summary>
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

    /// <summary>The transpose of an op without weights, which is what gradients are made with.</summary>
    private static Tensor Transposed(Op operation, Tensor rows, long[] shape)
    {
        bool recorded = is_grad_enabled() && rows.requires_grad;
        using var on = enable_grad();
        var x = zeros([rows.shape[0], .. shape], rows.dtype, rows.device, true);
        return autograd.grad([Forward.Evaluate(operation, [x])!], [x], [rows], create_graph: recorded)[0];
    }
}
