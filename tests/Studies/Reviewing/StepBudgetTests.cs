using Audit.Studies.Reviewing;

namespace Audit.Tests.Studies.Reviewing;

public class StepBudgetTests
{
    private static StepBudget.Want Want(double perImage, double weight = 1, int fewest = 10) => new(weight, 0, perImage, fewest);

    [Fact]
    public void Skips_OfWhatIsCheap_AreAllImages() =>
        Assert.Equal([1, 1], StepBudget.Skips([Want(0.001), Want(0.002)], 1000, 60));

    [Fact]
    public void Skips_NeverExceedTheTime()
    {
        StepBudget.Want[] wants = [Want(0.5, 3), Want(2), Want(0.01), Want(7, 0.5, 2)];
        foreach (double seconds in (double[])[1, 10, 60, 600, 7200])
        {
            var skips = StepBudget.Skips(wants, 10_000, seconds);
            Assert.True(skips.Select((skip, k) => skip == 0 ? 0 : StepBudget.Cost(wants[k], 10_000, skip)).Sum() <= seconds);
            Assert.All(skips, skip => Assert.True(skip == 0 || int.IsPow2(skip)));
        }
    }

    [Fact]
    public void Skips_WhereTheFewestImagesDoNotFit_LeaveTheStepOut() =>
        Assert.Equal(0, StepBudget.Skips([Want(10, fewest: 10)], 10_000, 60)[0]);

    [Fact]
    public void Skips_WhereTheWantedImagesDoNotFit_TakeFewer()
    {
        StepBudget.Want[] wants = [new(3, 2, 3, 50, 1, 8), new(1, 2, 1, 40, 1, 24), new(1, 2, 4, 4, 1, 1)];
        var skips = StepBudget.Skips(wants, 10_000, 120);
        Assert.InRange(StepBudget.Images(10_000, skips[0]), 8, 50);
        Assert.All(skips, skip => Assert.NotEqual(0, skip));
        Assert.True(skips.Select((skip, k) => StepBudget.Cost(wants[k], 10_000, skip)).Sum() <= 120);
    }

    [Fact]
    public void Skips_LeaveNoTimeInWhichMoreWouldFit()
    {
        StepBudget.Want[] wants = [Want(0.5, 3), Want(2), Want(0.01), Want(7, 0.5, 2)];
        foreach (double seconds in (double[])[10, 60, 600, 7200])
        {
            var skips = StepBudget.Skips(wants, 10_000, seconds);
            double left = seconds - skips.Select((skip, k) => skip == 0 ? 0 : StepBudget.Cost(wants[k], 10_000, skip)).Sum();
            Assert.All(skips.Select((skip, k) => skip <= 1 ? double.PositiveInfinity
                : StepBudget.Cost(wants[k], 10_000, skip / 2) - StepBudget.Cost(wants[k], 10_000, skip)),
                extra => Assert.True(extra > left));
        }
    }

    [Fact]
    public void Skips_WhatACheapStepLeaves_GoesToTheOthers()
    {
        int alone = StepBudget.Skips([Want(1), Want(1)], 10_000, 1000)[0];
        int beside = StepBudget.Skips([Want(1), Want(0.0001)], 10_000, 1000)[0];
        Assert.True(beside < alone);
    }
}
