using Audit.Records.Certificates;
using Audit.Records.Statistics;

namespace Audit.Tests.Records;

/// <summary>The last step of every certificate goes to the safe side: doubles are rationals, so the exact result is
/// known.</summary>
public class DirectedRoundingTests
{
    /// <summary>Sigmas and probabilities with full mantissas, so that rounding to nearest would go up for half of them.</summary>
    private static IEnumerable<(double Sigma, double Miss)> Cases()
    {
        var random = new Random(3);
        for (int k = 0; k < 200; k++)
            yield return (0.05 + random.NextDouble(), Math.Pow(random.NextDouble(), 4) * 0.49 + 1e-9);
    }

    [Fact]
    public void GaussianRadius_IsBelowSigmaTimesTheQuantile_AndTheLargestRadiusAbove()
    {
        foreach (var (sigma, miss) in Cases())
        {
            var noise = new GaussianL2(sigma);
            Assert.True(Rational.Of(noise.Radius(miss)!.Value) < Rational.Of(sigma) * Rational.Of(
                Gaussian.UpperTailQuantileLower(miss)));
            Assert.True(Rational.Of(noise.MostRadius(miss)) > Rational.Of(sigma) * Rational.Of(-Gaussian.QuantileLower(miss)));
        }
    }

    [Fact]
    public void UniformRadius_IsBelowLambdaTimesOneMinusTwiceTheMissRate_AndTheLargestRadiusAbove()
    {
        foreach (var (sigma, miss) in Cases())
        {
            var noise = new UniformL1(sigma);
            Rational exact = Rational.Of(noise.Lambda) * (Rational.Of(1) - Rational.Of(2) * Rational.Of(miss));
            Assert.True(Rational.Of(noise.Radius(miss)!.Value) < exact && exact < Rational.Of(noise.MostRadius(miss)));
            // (lambda - R) / (2 lambda), times 2 lambda so that nothing is divided.
            double radius = noise.Radius(miss)!.Value;
            Rational error = Rational.Of(noise.MissAt(radius)) * Rational.Of(2 * noise.Lambda) - (
                Rational.Of(noise.Lambda) - Rational.Of(radius));
            Assert.True(Math.Abs(error.ToDouble()) <= NoiseModel.Slack / 10 * (noise.Lambda - radius),
                $"{error.ToDouble()} at {radius}");
        }
    }

    [Fact]
    public void SequentialBounds_AreOutsideOneMinusTheMissRates()
    {
        for (int misses = 0; misses < 300; misses += 7)
        {
            var at = new Tally(1000 - misses, 1000);
            var votes = new SequentialVotes(0, at.Count, 1000, 100, 5000, 0.001, new GaussianL2(1), at, at, [], StopReason.Limit);
            Assert.True(Rational.Of(votes.PLower) < Rational.Of(1) - Rational.Of(votes.MissUpper));
            Assert.True(Rational.Of(votes.PUpper) > Rational.Of(1) - Rational.Of(KtBound.Lower(misses, 1000, 0.001))
                || votes.PUpper == 1);
        }
    }

    [Fact]
    public void MixedMissRate_IsAboveTheSumOfItsBounds_AndTheProbabilityBelowTheRest()
    {
        for (int misses = 0; misses < 300; misses += 7)
        {
            var votes = new MixedVotes(0, 1000 - misses, 100, 1000, 0.001, new GaussianL2(1), 500, misses / 10);
            Rational sum = Rational.Of(Binomial.UpperBound(misses, 1000, 0.0005))
                + Rational.Of(Binomial.UpperBound(misses / 10, 500, 0.0005));
            Assert.True(Rational.Of(votes.MissUpper) > sum);
            Assert.True(Rational.Of(votes.PLower) < Rational.Of(1) - Rational.Of(votes.MissUpper));
        }
    }

    [Fact]
    public void AnOpenBall_DoesNotReachItsRadius()
    {
        Assert.Equal(Math.BitDecrement(0.25), new Region(Norm.L2, 0.25, Closed: false).Reach);
        Assert.Equal(0.25, new Region(Norm.Linf, 0.25, Closed: true).Reach);
        Assert.Equal(0, new Region(Norm.L2, 0, Closed: false).Reach);
    }

    /// <summary>A radius is refuted where the votes show more misses than it allows: not where the two are equal up to the
    /// rounding of what it allows.</summary>
    [Fact]
    public void ARadius_IsRefutedOnlyBeyondTheRoundingOfItsMissRate()
    {
        for (int misses = 200; misses < 1000; misses += 100)
        {
            double shown = Binomial.LowerBound(misses, 1000, 0.001), anytime = KtBound.Lower(misses, 1000, 0.001);
            Assert.False(RobustnessTest.Refutes(1000 - misses, 1000, 0.001, shown));
            Assert.False(RobustnessTest.RefutesAnytime(1000 - misses, 1000, 0.001, anytime));
            Assert.True(RobustnessTest.Refutes(1000 - misses, 1000, 0.001, shown * (1 - 1e-9)));
            Assert.True(RobustnessTest.RefutesAnytime(1000 - misses, 1000, 0.001, anytime * (1 - 1e-9)));
            Assert.False(RobustnessTest.Refutes(1000 - misses, 1000, 0.001, shown * (1 + 1e-9)));
        }
    }

    /// <summary>A radius exactly as large as the one asked about counts.</summary>
    [Fact]
    public void CertifiedAt_ItsVeryRadius_IsCertified()
    {
        CertifyRecordAtItsRadius(Samples.Certify(3));
        CertifyRecordAtItsRadius(Samples.Sequential(1));

        static void CertifyRecordAtItsRadius(Audit.Records.Items.CertifyRecord record)
        {
            Assert.True(record.Radius > 0);
            Assert.True(record.CertifiedAt(record.Radius));
            Assert.False(record.CertifiedAt(Math.BitIncrement(record.Radius)));
        }
    }
}
