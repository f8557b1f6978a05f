using Audit.Records.Statistics;

namespace Audit.Tests.Statistics;

public class PairedTestTests
{
    [Theory]
    [InlineData(0, 0, 1.0)]
    [InlineData(0, 9, 1.0)]
    [InlineData(5, 0, 1 / 32.0)]
    [InlineData(7, 0, 1 / 128.0)]
    [InlineData(3, 1, 5 / 16.0)] // (4 + 1) / 16
    [InlineData(9, 1, 11 / 1024.0)]
    public void FirstIsBetter_ByHand(long onlyFirst, long onlySecond, double p) =>
        Assert.Equal(p, PairedTest.FirstIsBetter(onlyFirst, onlySecond), p * 1e-12);

    [Fact]
    public void AtLeast_EqualsTheSumOfProbabilities()
    {
        foreach (double p in (double[])[0.01, 0.3, 0.5])
        {
            for (int n = 1; n <= 40; n++)
            {
                double term = Math.Pow(1 - p, n), below = 0;
                for (int k = 0; k <= n; k++)
                {
                    Assert.Equal(1 - below, PairedTest.AtLeast(k, n, p), 1e-12);
                    below += term;
                    term *= (double)(n - k) / (k + 1) * p / (1 - p);
                }
            }
        }
    }

    [Fact]
    public void AtLeast_NothingTried_ProvesNothing() => Assert.Equal(1, PairedTest.AtLeast(0, 0, 0.01));

    [Theory]
    [InlineData(2, 1, 0.5)]
    [InlineData(-1, 1, 0.5)]
    [InlineData(0, 1, double.NaN)]
    public void AtLeast_OutOfRange_IsRefused(long k, long n, double p) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedTest.AtLeast(k, n, p));
}
