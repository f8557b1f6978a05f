using System.Globalization;
using Audit.Records.Certificates;
using Audit.Records.Statistics;
using Xunit.Abstractions;

namespace Audit.Tests.Statistics;

/// <summary>How often the lower bound from a stand-in's votes lies above the network's own probability.</summary>
public class MixedCoverageTests(ITestOutputHelper output)
{
    // Joint probabilities of (stand-in gives the class, network does); the rest is neither.
    public static TheoryData<double, double, double> Cases() => new()
    {
        { 0.90, 0.05, 0.00 }, // the network never gains: the bound is tight up to the union
        { 0.97, 0.01, 0.01 },
        { 0.55, 0.30, 0.10 },
        { 0.999, 0.001, 0.00 },
        { 0.60, 0.00, 0.00 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void PLower_ThreeThousandRuns_ExceedsTheTruthNoMoreOftenThanAlpha(double both, double onlyFast, double onlyExact) =>
        Simulate(both, onlyFast, onlyExact, 3000, n: 200, pairs: 60);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Cases))]
    public void PLower_HundredThousandRuns_ExceedsTheTruthNoMoreOftenThanAlpha(double both, double onlyFast, double onlyExact) =>
        Simulate(both, onlyFast, onlyExact, 100_000, n: 500, pairs: 100);

    private void Simulate(double both, double onlyFast, double onlyExact, int runs, int n, int pairs)
    {
        const double alpha = 0.05;
        var random = new Random(11);
        var bounds = new Dictionary<(int, int), double>();
        int wrong = 0, uncorrected = 0;
        for (int run = 0; run < runs; run++)
        {
            int count = 0, disagreements = 0;
            for (int k = 0; k < n; k++)
            {
                double u = random.NextDouble();
                bool fast = u < both + onlyFast, exact = u < both || (u >= both + onlyFast && u < both + onlyFast + onlyExact);
                count += fast ? 1 : 0;
                disagreements += k < pairs && fast && !exact ? 1 : 0;
            }
            if (!bounds.TryGetValue((count, disagreements), out double lower))
                bounds[(count, disagreements)] = lower = new MixedVotes(0, count, 1, n, alpha, new GaussianL2(1), pairs,
                    disagreements).PLower;
            uncorrected += Binomial.LowerBound(count, n, alpha) <= both + onlyExact ? 0 : 1;
            wrong += lower <= both + onlyExact ? 0 : 1;
        }
        var (low, high) = Binomial.Interval(wrong, runs, 0.999);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"both {both}, only fast {onlyFast}, only exact {onlyExact}: above the truth in {wrong} of {runs} [{low:G3}, "
            + $"{high:G3}]"));
        Assert.True(low <= alpha, $"wrong in {wrong} of {runs}");
        // The stand-in's own bound is no bound for the network where the stand-in does much better: the runs can tell.
        Assert.True(onlyFast - onlyExact < 0.05 || uncorrected > runs * alpha,
            $"without the correction wrong in {uncorrected} of {runs}");
        Assert.True(bounds.Values.Max() > 0, "the bound should say something, or the test shows nothing");
    }
}
