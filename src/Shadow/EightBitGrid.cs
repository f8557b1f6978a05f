using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Images as 8 bits hold them, so that a stored picture is the very image that was certified.</summary>
internal static class EightBitGrid
{
    /// <summary>Share of a grey level by which a budget may be exceeded: a change of whole levels is none for float32.</summary>
    private const double Slack = 1e-3;

    /// <summary>Cut to [0,1] and rounded. Where the ascent lost a pixel to a gradient that is no number, the clean one
    /// stands.</summary>
    /// <param name="image">[B,C,H,W].</param>
    /// <param name="clean">Likewise, on the grid.</param>
    /// <param name="bounded">Rounds towards the clean image, so that no norm of the change grows.</param>
    public static Tensor Of(Tensor image, Tensor clean, bool bounded)
    {
        var levels = where(image.isnan(), clean, image).clamp(0, 1) * 255;
        if (!bounded)
            return levels.round() / 255;
        return where(image.gt(clean), (levels + Slack).floor(), -(Slack - levels).floor()).clamp(0, 255) / 255;
    }
}
