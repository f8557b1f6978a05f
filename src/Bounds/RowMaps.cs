using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Functionals [N,K,...] through maps that take values [N,...]: K rows for each image.</summary>
internal static class RowMaps
{
    /// <summary>A value's own dimensions as one, also where it is a single number and has none.</summary>
    /// <param name="t">[N,...] or [N,K,...].</param>
    /// <param name="leading">Dimensions before the value's own.</param>
    public static Tensor Flat(Tensor t, int leading) => t.dim() > leading ? t.flatten(leading) : t.unsqueeze(-1);

    /// <summary>The map of each row.</summary>
    public static Tensor Each(Tensor a, Func<Tensor, Tensor> map)
    {
        long n = a.shape[0], k = a.shape[1];
        var result = map(a.reshape([n * k, .. a.shape[2..]]));
        return result.reshape([n, k, .. result.shape[1..]]);
    }

    /// <summary>The adjoint of an op without weights.</summary>
    public static Adjoint Transposed(AdjointInputs at) => new([Each(at.A, r => Transposed(at.Op, r, at.Shapes[0]))]);

    /// <summary>The transpose of an op without weights, which is what gradients are made with.</summary>
    private static Tensor Transposed(Op operation, Tensor rows, long[] shape)
    {
        bool recorded = is_grad_enabled() && rows.requires_grad;
        using var on = enable_grad();
        var x = zeros([rows.shape[0], .. shape], rows.dtype, rows.device, true);
        return Autograd.Gradient(Forward.Evaluate(operation, [x])!, x, rows, recorded);
    }
}
