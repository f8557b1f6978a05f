namespace Audit.Shadow;

/// <summary>The abstention attack's objective: a class's smooth share of votes at one half, where nothing can be
/// certified.</summary>
/// <remarks>The target is the class that the certifier gives the clean image. With one half of the votes there and the other half
/// elsewhere, no class has a lower confidence bound above one half: an attack on availability (Lorenz et al., arXiv:2108.11299,
/// poison the training set to this end; here the image is changed).</remarks>
/// <param name="Temperature">As in <see cref="SoftVote"/>.</param>
public sealed record NearHalf(double Temperature = 20) : SmoothedObjective
{
    /// <inheritdoc/>
    public override double Copy(ReadOnlySpan<float> logits, int target, Span<float> gradient) =>
        new SoftVote(Temperature).Copy(logits, target, gradient);

    /// <inheritdoc/>
    public override (double Value, double Slope) OfMean(double mean) => (-(mean - 0.5) * (mean - 0.5), -2 * (mean - 0.5));
}
