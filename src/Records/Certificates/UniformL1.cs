namespace Audit.Records.Certificates;

/// <summary>Uniform noise on [-lambda, lambda] in each pixel, lambda = sqrt(3) sigma: a class of probability p is the smoothed
/// classifier's within L1 radius 2 lambda (p - 1/2).</summary>
/// <remarks>
/// Source: Yang et al. 2020 (arXiv:2002.08118), theorem for uniform noise on a cube; the same bound in Levine and Feizi 2021
/// (arXiv:2103.10834). Proof. The noise at x and at x + delta has the densities (2 lambda)^-d on two cubes whose overlap is the
/// share prod_i (1 - |delta_i| / (2 lambda))_+ of either. Hence no event changes its probability by more than 1 - prod_i (1 -
/// |delta_i| / (2 lambda))_+, which is at most sum_i |delta_i| / (2 lambda) (Weierstrass' product inequality; where a factor is
/// 0, the sum is at least 1). So the class keeps a probability of at least p - ||delta||_1 / (2 lambda), above 1/2 while
/// ||delta||_1 &lt; 2 lambda (p - 1/2). QED. The bound is attained for a perturbation of one pixel. No radius exceeds lambda.
/// </remarks>
public sealed record UniformL1(double Sigma) : NoiseModel(Sigma)
{
    public const string Key = "uniform";

    /// <summary>Half the width of the distribution, pixel units. The noise that is drawn is never narrower.</summary>
    public double Lambda { get; } = Math.Sqrt(3) * Sigma;

    public override string Name => Key;

    public override Norm Norm => Norm.L1;

    /// <remarks>1 - 2 miss is one rounding of an exact product; product and result are each stepped down.</remarks>
    public override double? Radius(double missUpper)
    {
        if (!(missUpper < 0.5))
            return null;
        double radius = Math.BitDecrement(Lambda * Math.BitDecrement(1 - 2 * missUpper));
        return radius > 0 ? radius : null;
    }

    public override double MostRadius(double missLower) =>
        missLower >= 0.5 ? 0 : Math.BitIncrement(Lambda * Math.BitIncrement(1 - 2 * missLower));

    /// <remarks>From the difference to the largest radius, which keeps its digits.</remarks>
    public override double MissAt(double radius) => radius >= Lambda ? 0 : (Lambda - radius) / (2 * Lambda);
}
