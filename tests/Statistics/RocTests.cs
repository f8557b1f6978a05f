using Audit.Records.Statistics;

namespace Audit.Tests.Statistics;

public class RocTests
{
    [Fact]
    public void Area_IsTheShareOfPairsInOrder_EqualsCountedHalf()
    {
        // Pairs: 2 beats 1 and 1.5, equals 2, loses to 3; 4 beats all: (2 + 0.5 + 4) / 8.
        var roc = Roc.Of([1, 1.5, 2, 3], [2, 4])!;
        Assert.Equal(6.5 / 8, roc.Area, 1e-12);
        Assert.Equal((1, 2), (roc.Found, roc.Total)); // above 3, the largest of four
        Assert.Null(Roc.Of([1], [1, 2]));
    }

    [Fact]
    public void Interval_OfDeLong_HandExample()
    {
        // V10 = (0.5, 1), V01 = (0.5, 1): variances 0.125 each, over 2: 0.125 in all; 1.96 root(0.125) = 0.693.
        var roc = Roc.Of([1, 3], [2, 4])!;
        Assert.Equal(0.75, roc.Area, 1e-12);
        Assert.Equal(0.75 - 1.959964 * Math.Sqrt(0.125), roc.Low, 1e-6);
        Assert.Equal(1, roc.High);
    }

    [Fact]
    public void Separated_HasTheIntervalOfAsManySuccesses()
    {
        var roc = Roc.Of([1, 2, 3, 4, 5], [6, 7, 8])!;
        // Three of three: the lower end is 0.025^(1/3).
        Assert.Equal((1.0, 1.0), (roc.Area, roc.High));
        Assert.Equal(Math.Pow(0.025, 1.0 / 3), roc.Low, 1e-6);
        Assert.Equal(3, roc.Found);
    }

    [Fact]
    public void PairedMean_IsStudents()
    {
        // Differences 1, 2, 3: mean 2, standard error 1/root(3), t(2, .975) = 4.302653.
        var found = PairedMean.Of([1, 2, 3])!.Value;
        Assert.Equal(2, found.Mean, 1e-12);
        Assert.Equal(2 - 4.302653 / Math.Sqrt(3), found.Low, 1e-5);
        Assert.Equal(2 + 4.302653 / Math.Sqrt(3), found.High, 1e-5);
        Assert.Null(PairedMean.Of([1]));
    }
}
