using Audit.Studies.Driving;

namespace Audit.Tests.Studies;

public class RateEstimateTests
{
    /// <summary>Largest factor by which the time left is wrong at any report after 5 %.</summary>
    private static double Worst(IEnumerable<(double Time, double Done)> reports, double total)
    {
        var all = reports.ToList();
        double end = all[^1].Time, worst = 1;
        var estimate = new RateEstimate();
        for (int i = 0; i < all.Count - 1; i++)
        {
            var (time, done) = all[i];
            estimate.Add(time, done);
            // Nobody sees what stands between two reports of a burst.
            if (i == 0 || done < 0.05 * total || done >= 0.98 * total || all[i + 1].Time - time < 0.001)
                continue;
            double left = estimate.Left(total) ?? double.PositiveInfinity;
            worst = Math.Max(worst, Math.Max(left / (end - time), (end - time) / left));
        }
        return worst;
    }

    private static IEnumerable<(double, double)> Items(int count, Func<int, double> seconds)
    {
        double time = 0;
        yield return (0, 0);
        for (int i = 0; i < count; i++)
            yield return (time += seconds(i), i + 1);
    }

    [Fact]
    public void Left_OfWorkOfOneSpeed_IsRight() => Assert.Equal(1, Worst(Items(200, _ => 0.25), 200), 9);

    [Fact]
    public void Left_AfterASlowStart_IsRightWithinAFactorOfTwo() =>
        Assert.InRange(Worst(Items(500, i => i == 0 ? 6 : 0.2), 500), 1, 2);

    [Fact]
    public void Left_OfImagesOfDifferentCost_IsRightWithinAFactorOfTwo()
    {
        // One in four takes ten times as long, as undecided images of a sequential certification do.
        var random = new Random(1);
        double[] seconds = [.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble() < 0.25 ? 2 : 0.2)];
        Assert.InRange(Worst(Items(1000, i => seconds[i]), 1000), 1, 2);
    }

    [Fact]
    public void Left_OfBlocksThatAreReportedAtOnce_IsRightWithinAFactorOfTwo() =>
        Assert.InRange(Worst([(0, 0), .. Enumerable.Range(1, 20).SelectMany(b => Enumerable.Range(1, 25)
            .Select(i => (b * 10 + i * 1e-4, (b - 1) * 25.0 + i)))], 500), 1, 2);

    [Fact]
    public void Left_OfARunThatIsContinued_CountsNothingThatWasThere() =>
        Assert.Equal(1, Worst([(0, 400), .. Enumerable.Range(1, 100).Select(i => ((double)i, 400.0 + i))], 500), 9);

    [Fact]
    public void Left_WithoutAReport_IsUnknown()
    {
        var estimate = new RateEstimate();
        Assert.Null(estimate.Left(10));
        estimate.Add(0, 0);
        Assert.Null(estimate.Left(10));
        Assert.Null(estimate.PerSecond);
    }

    [Fact]
    public void Left_OfAMachineThatBecomesBusy_Follows()
    {
        var estimate = new RateEstimate();
        foreach (var (time, done) in Items(1000, i => i < 500 ? 0.1 : 0.4).Take(801))
            estimate.Add(time, done);
        Assert.InRange(estimate.Left(1000)!.Value, 40, 90); // 199 images at 0.4 s; 20 s at the old speed
    }
}
