using Audit.Records.Statistics;

namespace Audit.Records.Certificates;

/// <summary>Votes of a fast network b that stands in for the network f which is certified, and how often the two were seen to
/// differ.</summary>
/// <remarks>
/// Claim: with probability at least 1 - alpha over the noise, P(f = A) >= 1 - <see cref="MissUpper"/>, A being <see
/// cref="Class"/>. Proof. A is fixed by the selection samples, which are independent of the others; all that follows is given A.
/// (1) P(f = A) >= P(b = A and f = A) = P(b = A) - q, where q = P(b = A and f != A).
/// (2) The number of the n samples with b != A is binomial with P(b != A), so its Clopper-Pearson upper bound at alpha / 2,
/// u, is below P(b != A) with probability at most alpha / 2.
/// (3) The number of the first m samples with b = A and f != A is binomial with q: they are picked by number, not by what they
/// show. Its upper bound at alpha / 2, v, is below q with probability at most alpha / 2.
/// (4) That either bound fails has probability at most alpha, whatever their dependence (the m samples are among the n); where
/// neither does, P(f = A) >= 1 - u - v by (1). The radius then follows from P(f = A) as in Cohen et al. 2019, theorem 1. QED.
/// Nothing is assumed of b: a bad stand-in disagrees often and costs radius, never soundness.
/// </remarks>
/// <param name="Class">Class selected on the first <paramref name="N0"/> samples.</param>
/// <param name="Count">Votes of b for that class among the <paramref name="N"/> estimation samples.</param>
/// <param name="N0">Selection samples; none of them is counted again.</param>
/// <param name="N">Estimation samples.</param>
/// <param name="Alpha">Probability with which the certificate may be wrong.</param>
/// <param name="Noise">Distribution of the noise.</param>
/// <param name="Pairs">How many of the estimation samples, the first ones, f saw too: m.</param>
/// <param name="Disagreements">Those of them for which b gave the class and f did not.</param>
/// <param name="NonFinite">Samples, of either network and either kind, whose logits held a NaN or an infinity.</param>
public sealed record MixedVotes(int Class, long Count, long N0, long N, double Alpha, NoiseModel Noise, long Pairs,
    long Disagreements,
    long NonFinite = 0) : SmoothedEvidence(Class, Count, N0, N, Alpha, Noise, NonFinite)
{
    public override long Samples => N;

    /// <summary>v: most with which b gives the class and f does not, rounded up.</summary>
    public double DisagreementUpper => Binomial.UpperBound(Disagreements, Pairs, Alpha / 2);

    /// <summary>Most with which noise can take f away from the class, rounded up.</summary>
    public override double MissUpper =>
        Math.Min(1, Math.BitIncrement(Binomial.UpperBound(N - Count, N, Alpha / 2) + DisagreementUpper));

    /// <summary>Least probability of the class under f, rounded down.</summary>
    public override double PLower => MissUpper < 1 ? Math.BitDecrement(1 - MissUpper) : 0;

    /// <summary>Less than without a stand-in, since even no disagreement at all leaves room for some.</summary>
    public override double Ceiling => CeilingOf(N, Pairs, Alpha, Noise);

    protected override long Seen => N0 + N + Pairs;

    /// <summary>Votes of a stand-in bound the network's own probability at one alpha, from below: they are no test at
    /// another.</summary>
    public override double? PValue(double radius) => null;

    public override bool Refutes(double radius) => false;

    /// <summary>The largest radius that n votes and m pairs can certify; 0 where they can none.</summary>
    public static double CeilingOf(long n, long pairs, double alpha, NoiseModel noise) =>
        new MixedVotes(0, n, 1, n, alpha, noise, pairs, 0).Radius ?? 0;
}
