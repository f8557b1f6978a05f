using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>The three penalties of the Shadow Attack's equation (2), as the official code defines them.</summary>
/// <remarks>
/// Source: arXiv:2003.08937, section 4; definitions from the authors' code, because the sources differ: the paper's text writes
/// TV with absolute differences and Dissim as a sum of norms. All take perturbations [B,C,H,W] and give [B].
/// </remarks>
public static class Penalties
{
    /// <summary>Total variation: sum of squared differences of horizontal and vertical neighbours.</summary>
    public static Tensor TotalVariation(Tensor delta)
    {
        long height = delta.size(2), width = delta.size(3);
        var across = delta.narrow(3, 1, width - 1) - delta.narrow(3, 0, width - 1);
        var down = delta.narrow(2, 1, height - 1) - delta.narrow(2, 0, height - 1);
        return across.square().sum([1, 2, 3]) + down.square().sum([1, 2, 3]);
    }

    /// <summary>C: squared L2 norm of the vector of mean absolute changes of each colour channel.</summary>
    public static Tensor Color(Tensor delta) => delta.abs().mean([2, 3]).square().sum(1);

    /// <summary>Dissim: L2 norm over pixels of (R-G)^2 + (G-B)^2 + (R-B)^2; exactly 0 where the channels are equal or there is
    /// one.</summary>
    /// <remarks>The norm is taken where it has a gradient: at 0 its gradient is set to 0.</remarks>
    public static Tensor Dissimilarity(Tensor delta)
    {
        if (delta.size(1) != 3)
            return zeros([delta.size(0)], delta.dtype, delta.device);
        var (r, g, b) = (delta.select(1, 0), delta.select(1, 1), delta.select(1, 2));
        var squares = (r - g).square() + (g - b).square() + (r - b).square();
        return Root(squares.square().sum([1, 2]));
    }

    /// <summary>L2 norm of the perturbation; not part of equation (2), but of the authors' attack on bounds.</summary>
    /// <inheritdoc cref="Dissimilarity"/>
    public static Tensor Norm(Tensor delta) => Root(delta.square().sum([1, 2, 3]));

    private static Tensor Root(Tensor total)
    {
        var positive = total.gt(0);
        return where(positive, where(positive, total, ones_like(total)).sqrt(), zeros_like(total));
    }
}
