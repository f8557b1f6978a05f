using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>The least value of linear functionals over the input region: the dual norm.</summary>
internal static class Concretisation
{
    /// <summary>Keeps the gradient of a norm at zero finite; the bound is lower by 1e-15 for it.</summary>
    private const double LeastSquare = 1e-30;

    /// <param name="a">Functionals, [N,K,elements].</param>
    /// <returns>[N,K].</returns>
    public static Tensor Lower(Tensor a, InputRegion region, Rounding? rounding)
    {
        var size = a.abs();
        var box = OverBox(a, size, region.Box, rounding);
        return region.L2Radius is { } radius ? box.maximum(OverBall(a, size, region.Centre, radius.reshape(-1, 1), rounding))
            : box;
    }

    /// <summary>Rows times a value: [N,K,...] with [N,...] to [N,K].</summary>
    public static Tensor Dot(Tensor a, Tensor value) => RowMaps.Flat(a, 2)
        .Times(RowMaps.Flat(value, 1).unsqueeze(2)).squeeze(2);

    private static Tensor OverBox(Tensor a, Tensor size, Interval box, Rounding? rounding)
    {
        var centre = box.Centre;
        if (rounding is null)
            return Dot(a, centre) - Dot(size, box.Radius);
        var radius = rounding.UpOf((box.Upper - centre).maximum(centre - box.Lower));
        // Two sums of E products and their difference.
        double gamma = Rounding.Gamma(a.shape[2] + 8);
        var error = Dot(size, centre.abs() + radius) * (gamma * Rounding.Slack) + Rounding.Tiny;
        return rounding.DownOf(Dot(a, centre) - Dot(size, radius) - error);
    }

    private static Tensor OverBall(Tensor a, Tensor size, Tensor centre, Tensor radius, Rounding? rounding)
    {
        var norm = a.square().sum(2).clamp(min: LeastSquare).sqrt();
        var value = Dot(a, centre) - norm * radius;
        if (rounding is null)
            return value;
        double gamma = Rounding.Gamma(a.shape[2] + 8);
        var error = (Dot(size, centre.abs()) + norm * radius) * (gamma * Rounding.Slack) + Rounding.Tiny;
        return rounding.DownOf(value - error);
    }
}
