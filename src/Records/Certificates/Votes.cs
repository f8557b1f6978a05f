using Audit.Records.Statistics;

namespace Audit.Records.Certificates;

/// <summary>A number of votes that was fixed beforehand.</summary>
/// <inheritdoc cref="SmoothedEvidence"/>
public sealed record Votes(int Class, long Count, long N0, long N, double Alpha, NoiseModel Noise, long NonFinite = 0)
    : SmoothedEvidence(Class, Count, N0, N, Alpha, Noise, NonFinite)
{
    public override long Samples => N;

    public override double MissUpper => Binomial.UpperBound(N - Count, N, Alpha);

    public override double PLower => Binomial.LowerBound(Count, N, Alpha);

    public override double Ceiling => CeilingOf(N, Alpha, Noise);

    protected override long Seen => N0 + N;

    public override double? PValue(double radius) => NonFinite > 0 ? 1 : RobustnessTest.PValue(Count, N, Noise.MissAt(radius));

    public override bool Refutes(double radius) => NonFinite == 0
        && RobustnessTest.Refutes(Count, N, Alpha, Noise.MissAt(radius));

    /// <summary>The largest radius that n votes can certify: that of a class of probability alpha^(1/n); 0 where they can
    /// none.</summary>
    public static double CeilingOf(long n, double alpha, NoiseModel noise) => new Votes(0, n, 0, n, alpha, noise).Radius ?? 0;

    /// <summary>The smallest n for which unanimous votes certify anything: alpha^(1/n) &gt; 1/2.</summary>
    public static int SmallestUseful(double alpha)
    {
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), $"alpha must be in (0, 1), got {alpha}.");
        int n = 1;
        while (Math.ScaleB(alpha, n) <= 1) // exact: a power of two only moves the exponent
            n++;
        return n;
    }
}
