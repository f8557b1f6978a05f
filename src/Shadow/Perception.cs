using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>How different two images look, by measures that need no trained weights.</summary>
/// <remarks>Both look at brightness, .299 R + .587 G + .114 B, with values in [0,1]. They are reported beside norms; neither is a
/// person.</remarks>
public static class Perception
{
    /// <summary>SSIM (Wang et al. 2004, IEEE TIP 13(4)): mean over windows of a Gaussian of 11 pixels and deviation 1.5, K1 =
    /// .01, K2 = .03; 1 for equal images.</summary>
    /// <remarks>Windows lie within the image; where that is smaller than 11 pixels, they are as small.</remarks>
    /// <param name="first">[C,H,W] in [0,1].</param>
    /// <param name="second">Likewise.</param>
    public static double Similarity(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        const double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;
        var (a, b) = (Brightness(first), Brightness(second));
        var window = Window((int)Math.Min(11, Math.Min(a.size(2), a.size(3))), 1.5);
        Tensor Mean(Tensor x) => nn.functional.conv2d(x, window);
        var (ma, mb) = (Mean(a), Mean(b));
        var (va, vb, both) = (Mean(a * a) - ma * ma, Mean(b * b) - mb * mb, Mean(a * b) - ma * mb);
        var map = (ma * mb * 2 + c1) * (both * 2 + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
        return Math.Clamp(map.mean().ToDouble(), -1, 1);
    }

    /// <summary>GMSD, the gradient magnitude similarity deviation (Xue et al. 2014, IEEE TIP 23(2)): 0 for equal images, larger
    /// for images that look more distorted.</summary>
    /// <remarks>Means of 2x2 pixels, Prewitt gradients, c = 170 / 255^2 for values in [0,1]; the deviation of the similarity of
    /// the two gradients' magnitudes. Differs: borders, where gradients would need pixels outside, are left out; images of less
    /// than 6 pixels in a direction are not halved.</remarks>
    /// <param name="first">[C,H,W] in [0,1].</param>
    /// <param name="second">Likewise.</param>
    public static double GradientDeviation(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        const double c = 170.0 / (255 * 255);
        var (a, b) = (Magnitude(Brightness(first)), Magnitude(Brightness(second)));
        var map = (a * b * 2 + c) / (a * a + b * b + c);
        return (map - map.mean()).square().mean().sqrt().ToDouble();
    }

    private static Tensor Magnitude(Tensor x)
    {
        if (Math.Min(x.size(2), x.size(3)) >= 6)
            x = nn.functional.avg_pool2d(x, [2L, 2], [2L, 2]);
        if (Math.Min(x.size(2), x.size(3)) < 3)
            return zeros_like(x);
        var across = tensor([1.0, 0, -1, 1, 0, -1, 1, 0, -1], [1, 1, 3, 3]) / 3;
        var (horizontal, vertical) = (nn.functional.conv2d(x, across), nn.functional.conv2d(x, across.transpose(2,
            3).contiguous()));
        return (horizontal.square() + vertical.square()).sqrt();
    }

    private static Tensor Brightness(Tensor x)
    {
        var exact = x.to(float64);
        return (exact.size(0) == 3 ? exact.select(0, 0) * 0.299 + exact.select(0, 1) * 0.587 + exact.select(0, 2) * 0.114
            : exact.mean([0])).reshape(1, 1, x.size(1), x.size(2));
    }

    private static Tensor Window(int size, double deviation)
    {
        double[] line = [.. Enumerable.Range(0, size).Select(k => k - (size - 1) / 2.0)
            .Select(at => Math.Exp(-at * at / (2 * deviation * deviation)))];
        double sum = line.Sum();
        return tensor([.. line.SelectMany(a => line.Select(b => a * b / (sum * sum)))], [1, 1, size, size]);
    }
}
