using Audit.Records.Statistics;

namespace Audit.Shadow;

/// <summary>The certified radius with probabilities in the place of votes: sigma times the normal quantile of the mean softmax of
/// the target.</summary>
/// <remarks>
/// Source: MACER (Zhai et al., ICLR 2020), equation for the soft smoothed classifier, with inverse temperature 16 there; differs:
/// one sided, as CERTIFY bounds the other classes by 1 - p. A stand-in to climb, never a certificate; for noise that is not
/// Gaussian a monotone function of the probability all the same.
/// </remarks>
/// <param name="Sigma">Standard deviation of the noise.</param>
/// <param name="Sharpness">Inverse temperature of the softmax: the larger, the nearer to votes.</param>
/// <param name="Away">Climbs the radius of "not this class" (untargeted).</param>
public sealed record SoftRadius(double Sigma, double Sharpness = 2, bool Away = false) : SmoothedObjective
{
    /// <summary>Probabilities nearer to 0 and 1 count as this: the quantile's slope has no bound there.</summary>
    private const double Edge = 1e-3;

    /// <inheritdoc/>
    public override double Copy(ReadOnlySpan<float> logits, int target, Span<float> gradient)
    {
        double p = Softmax(logits, Sharpness, target, gradient), sign = Away ? -1 : 1;
        ToGradient(gradient, target, p, sign * Sharpness);
        return Away ? 1 - p : p;
    }

    /// <inheritdoc/>
    public override (double Value, double Slope) OfMean(double mean)
    {
        double z = Gaussian.QuantileLower(Math.Clamp(mean, Edge, 1 - Edge));
        return (Sigma * z, Sigma * Math.Sqrt(2 * Math.PI) * Math.Exp(z * z / 2));
    }
}
