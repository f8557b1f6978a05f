namespace Audit.Shadow;

/// <summary>The RS-aware loss: the logarithm of a smooth share of votes, where cross entropy counts confidence.</summary>
/// <remarks>
/// Source: Zeng, Barni, Tondi, WIFS 2025: log of the mean over noise draws of sigmoid(T (softmax_target - 1/2)), T = 20. A copy
/// votes for the target where its probability there is above one half. Untargeted, ours counts the votes against the class; their
/// code instead lowers the logarithm of the votes for it.
/// </remarks>
/// <param name="Temperature">T.</param>
/// <param name="Away">Counts votes against the class (untargeted).</param>
public sealed record SoftVote(double Temperature = 20, bool Away = false) : SmoothedObjective
{
    /// <summary>As in the authors' code: the logarithm is that of at least this.</summary>
    private const double Least = 1e-20;

    /// <inheritdoc/>
    public override double Copy(ReadOnlySpan<float> logits, int target, Span<float> gradient)
    {
        double p = Softmax(logits, 1, target, gradient), sign = Away ? -1 : 1;
        double vote = 1 / (1 + Math.Exp(-sign * Temperature * (p - 0.5)));
        ToGradient(gradient, target, p, sign * Temperature * vote * (1 - vote));
        return vote;
    }

    /// <inheritdoc/>
    public override (double Value, double Slope) OfMean(double mean) => (Math.Log(Math.Max(mean, Least)), 1 / Math.Max(mean,
        Least));
}
