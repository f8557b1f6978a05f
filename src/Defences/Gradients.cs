using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>How values that autograd cannot see through are tied to what they were computed from.</summary>
internal static class Gradients
{
    /// <summary>The values with gradient zero in x: what differentiating a step function gives, almost everywhere.</summary>
    /// <param name="values">Anything with one row an image, or several one after the other.</param>
    /// <param name="x">Where they came from, [N,C,H,W].</param>
    public static Tensor Zero(Tensor values, Tensor x)
    {
        if (!is_grad_enabled() || !x.requires_grad)
            return values;
        using var scope = NewDisposeScope();
        // Row by row, so that a NaN in one image stays there.
        var nothing = (x * 0).flatten(1).sum(1L).repeat_interleave(values.shape[0] / x.shape[0], 0);
        return (values + nothing.reshape([values.shape[0], .. Enumerable.Repeat(1L, (int)values.dim() - 1)]))
            .MoveToOuterDisposeScope();
    }

    /// <summary>The exact values with the gradient of an approximation (Athalye et al. 2018, arXiv:1802.00420, section
    /// 4.1).</summary>
    public static Tensor Of(Tensor approximation, Tensor exact)
    {
        using var scope = NewDisposeScope();
        // The difference is exactly zero, so the sum is exactly the exact values; a NaN shows.
        return (approximation - approximation.detach() + exact.detach()).MoveToOuterDisposeScope();
    }
}
