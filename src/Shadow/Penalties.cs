using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>The three penalties of the Shadow Attack's equation (2), in the forms that the sources give.</summary>
/// <remarks>
/// Source: arXiv:2003.08937, section 4; the definitions differ between the authors' code, the paper's text and summaries
/// (<see cref="PenaltyForm"/>), and C is the same in all. All take perturbations [B,C,H,W] and give [B].
/// </remarks>
public static class Penalties
{
    /// <summary>Total variation: sum of squared (in the paper's form absolute) differences of horizontal and vertical
    /// neighbours.</summary>
    public static Tensor TotalVariation(Tensor delta, PenaltyForm form = PenaltyForm.Official)
    {
        long height = delta.size(2), width = delta.size(3);
        var across = delta.narrow(3, 1, width - 1) - delta.narrow(3, 0, width - 1);
        var down = delta.narrow(2, 1, height - 1) - delta.narrow(2, 0, height - 1);
        return form == PenaltyForm.Paper ? across.abs().sum([1, 2, 3]) + down.abs().sum([1, 2, 3])
            : across.square().sum([1, 2, 3]) + down.square().sum([1, 2, 3]);
    }

    /// <summary>C: squared L2 norm of the vector of mean absolute changes of each colour channel.</summary>
    public static Tensor Color(Tensor delta) => delta.abs().mean([2, 3]).square().sum(1);

    /// <summary>Dissim: how far the channels' changes are apart; exactly 0 where they are equal or there is one
    /// channel.</summary>
    /// <remarks>
    /// Official: L2 norm over pixels of (R-G)^2 + (G-B)^2 + (R-B)^2. Paper: L2 norm over pixels and pairs of the squared
    /// differences. Statwiki: |R-B| + |G-B| + |R-G|, L2 norms. Norms are taken where they have a gradient: at 0 it is set to 0.
    /// </remarks>
    public static Tensor Dissimilarity(Tensor delta, PenaltyForm form = PenaltyForm.Official)
    {
        if (delta.size(1) != 3)
            return zeros([delta.size(0)], delta.dtype, delta.device);
        var (r, g, b) = (delta.select(1, 0), delta.select(1, 1), delta.select(1, 2));
        Tensor first = (r - g).square(), second = (g - b).square(), third = (r - b).square();
        return form switch
        {
            PenaltyForm.Paper => Root((first.square() + second.square() + third.square()).sum([1, 2])),
            PenaltyForm.Statwiki => Root(first.sum([1, 2])) + Root(second.sum([1, 2])) + Root(third.sum([1, 2])),
            _ => Root((first + second + third).square().sum([1, 2])),
        };
    }

    /// <summary>L2 norm of the perturbation; not part of equation (2), but of the authors' attack on bounds.</summary>
    /// <remarks>At 0 its gradient is set to 0.</remarks>
    public static Tensor Norm(Tensor delta) => Root(delta.square().sum([1, 2, 3]));

    private static Tensor Root(Tensor total)
    {
        var positive = total.gt(0);
        return where(positive, where(positive, total, ones_like(total)).sqrt(), zeros_like(total));
    }
}
