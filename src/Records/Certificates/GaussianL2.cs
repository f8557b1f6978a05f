using Audit.Records.Statistics;

namespace Audit.Records.Certificates;

/// <summary>Gaussian noise: a class of probability p is the smoothed classifier's within L2 radius sigma Phi^-1(p) (Cohen et al.
/// 2019, theorem 1).</summary>
/// <remarks>
/// Differs from the paper's code: bound and quantile are rounded down. The quantile is taken at the bound on a miss, since 1 - p
/// near one keeps too few digits for a radius to twelve. Within 1e-12 relative of the exact radius, save next to p = 1/2, where
/// it is within 1e-15 sigma.
/// </remarks>
public record GaussianL2(double Sigma) : NoiseModel(Sigma)
{
    public const string Key = "gaussian";

    public override string Name => Key;

    public override Norm Norm => Norm.L2;

    public override double? Radius(double missUpper)
    {
        if (!(missUpper < 0.5))
            return null;
        double radius = Sigma * Gaussian.UpperTailQuantileLower(missUpper);
        return radius > 0 ? Math.BitDecrement(radius) : null;
    }

    public override double MostRadius(double missLower) => missLower == 0 ? double.PositiveInfinity
        : missLower >= 0.5 ? 0 : Math.BitIncrement(Sigma * -Gaussian.QuantileLower(missLower));

    public override double MissAt(double radius) => Gaussian.UpperTail(radius / Sigma);
}
