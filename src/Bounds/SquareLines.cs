using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Lines around x^2: the tangent in the middle below, the chord above; both have the slope l + u.</summary>
internal static class SquareLines
{
    public static Relaxation Around(LineInputs at)
    {
        var (x, rounding) = (at.X, at.Rounding);
        Tensor slope = x.Lower + x.Upper, half = slope / 2;
        if (rounding is null)
            return new Relaxation(slope, -half.square(), slope, -x.Lower * x.Upper);
        // Whatever the slope s was rounded to: x^2 is at least s x - (s/2)^2, and at most s x + the larger gap at an end.
        Tensor Gap(Tensor end) => rounding.UpOf(rounding.UpOf(end.square()) - rounding.DownOf(slope * end));
        return new Relaxation(slope, -rounding.UpOf(half.square()), slope, Gap(x.Lower).maximum(Gap(x.Upper)));
    }
}
