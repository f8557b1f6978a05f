using Audit.Studies.Reviewing;

namespace Audit.Tests.Studies.Reviewing;

public class ReviewClockTests
{
    /// <summary>Largest factor by which the time left is wrong after 5 % of the review, where every step takes so many times what
    /// was planned.</summary>
    private static double Worst(double[] planned, double times)
    {
        var clock = new ReviewClock(planned);
        double total = times * planned.Sum(), now = 0, worst = 1;
        for (int step = 0; step < planned.Length; step++)
        {
            for (int tick = 0; tick < 100; tick++)
            {
                double left = total - now, told = clock.Left(step, 0, tick / 100.0, tick / 100.0 * times * planned[step]);
                if (now >= 0.05 * total)
                    worst = Math.Max(worst, Math.Max(told / left, left / told));
                now += times * planned[step] / 100;
            }
            clock.Finish(step, 1, times * planned[step]);
        }
        return worst;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(0.2)]
    public void Left_OfAMachineOfAnotherSpeedThanPlanned_IsRightAfterFivePercent(double times) =>
        Assert.InRange(Worst([20, 60, 3, 120, 40], times), 1, 2);

    [Fact]
    public void Left_OfAReviewThatIsContinued_LeavesOutWhatIsThere()
    {
        var clock = new ReviewClock([100, 50]);
        clock.Finish(0, 0, 1);
        Assert.InRange(clock.Left(1, 0.8, 0.9, 5), 4.9, 5.1);
    }
}
