using Audit.Records.Diagnosis;
using Audit.Records.Items;
using Audit.Records.Tables;
using static Audit.Tests.Records.Diagnosis.DiagnosisSample;

namespace Audit.Tests.Records.Diagnosis;

/// <summary>Each check on made-up outcomes whose p-values are worked out by hand.</summary>
public class FiveChecksTests
{
    // The iterated attack fools the even images of 100.
    [Theory]
    [InlineData(0, CheckVerdict.Pass, 1.0)]
    [InlineData(4, CheckVerdict.Pass, 1 / 16.0)]
    [InlineData(5, CheckVerdict.Warn, 1 / 32.0)]
    [InlineData(7, CheckVerdict.Fail, 1 / 128.0)]
    public void OneStep_FoolsSomeThatManyStepsDoNot(int odd, CheckVerdict expected, double p)
    {
        var check = Check(Result(100, k => [Other(Trial.OneStep, fooled: k % 2 == 0 || k < 2 * odd)]), "one-step");
        Assert.Equal(expected, check.Verdict);
        Assert.Equal(p, check.P!.Value, p * 1e-12);
        Assert.Equal(new ShareOf(50 + odd, 100), check.FirstShare);
        Assert.Equal(new ShareOf(50, 100), check.SecondShare);
    }

    [Fact]
    public void OneStep_FoolsSomeAndMissesMore_IsNoSign()
    {
        // 10 odd images that many steps miss, but it misses 30 even ones itself.
        var check = Check(Result(100, k => [Other(Trial.OneStep, fooled: k % 2 == 1 ? k < 20 : k >= 60)]), "one-step");
        Assert.Equal(CheckVerdict.Pass, check.Verdict);
        Assert.True(check.P > 0.99);
    }

    [Fact]
    public void BlackBox_BetterFails_AbsentIsNotRun()
    {
        Assert.Equal(CheckVerdict.Fail, Check(Result(100, k => [Other(Trial.BlackBox, fooled: true)]), "black-box").Verdict);
        Assert.Equal(CheckVerdict.NotRun, Check(Result(100), "black-box").Verdict);
    }

    [Theory]
    [InlineData(0, CheckVerdict.Pass)]
    [InlineData(1, CheckVerdict.Warn)] // P(X >= 1) at 1 % of 100 is 0.63
    [InlineData(4, CheckVerdict.Warn)] // 0.018
    [InlineData(5, CheckVerdict.Fail)] // 0.0034
    public void Unbounded_LeavesSomeStanding(int left, CheckVerdict expected) =>
        Assert.Equal(expected, Check(Result(100, k => [new Trial(Trial.Unbounded, 1, 100, 0.05, 1, k >= left, k >= left)]),
            "unbounded").Verdict);

    [Theory]
    [InlineData(0, CheckVerdict.Pass)]
    [InlineData(1, CheckVerdict.Warn)] // of 50 left standing: 0.39
    [InlineData(4, CheckVerdict.Fail)] // 0.0016
    public void RandomSearch_FindsWhatGradientsMissed(int found, CheckVerdict expected)
    {
        var check = Check(Result(100, k => k % 2 == 1 ? [Other(Trial.RandomSearch, fooled: k < 2 * found)] : []),
            "random-search");
        Assert.Equal(expected, check.Verdict);
        Assert.Equal(new ShareOf(found, 50), check.FirstShare);
    }

    [Fact]
    public void RandomSearch_NothingLeftStanding_Passes()
    {
        Assert.Equal(CheckVerdict.Pass, Check(Result(30, k => [Iterated(true)], withBase: false), "random-search").Verdict);
        Assert.Equal(CheckVerdict.NotRun, Check(Result(30), "random-search").Verdict);
    }

    [Fact]
    public void LargerBudget_RisingToAll_Passes() =>
        Assert.Equal(CheckVerdict.Pass, Check(Result(60, k => [Iterated(k < 5, 0.05), Iterated(true, 0.2), Iterated(true, 1)]),
            "larger-budget").Verdict);

    [Fact]
    public void LargerBudget_Flat_Fails()
    {
        var check = Check(Result(60, k => [Iterated(k % 2 == 0, 0.05), Iterated(k % 2 == 0, 0.2), Iterated(k % 2 == 0, 1)]),
            "larger-budget");
        Assert.Equal(CheckVerdict.Fail, check.Verdict);
        Assert.Contains("does not rise", check.Note);
    }

    [Fact]
    public void LargerBudget_Falling_Fails()
    {
        // Every image falls at 0.2 and 10 of them no longer at 1; two pairs of neighbours are looked at: p = 2 / 1024.
        var check = Check(Result(60, k => [Iterated(true, 0.2), Iterated(k >= 10, 1)]), "larger-budget");
        Assert.Equal(CheckVerdict.Fail, check.Verdict);
        Assert.Equal(2 / 1024.0, check.P!.Value, 1e-12);
    }

    [Fact]
    public void LargerBudget_AllFooledAtTheSmallest_HasNoRoomToRise() =>
        Assert.Equal(CheckVerdict.Pass, Check(Result(60, k => [Iterated(true, 0.05), Iterated(true, 0.1), Iterated(true, 1)],
            withBase: false), "larger-budget").Verdict);

    [Fact]
    public void NothingClassifiedCorrectly_IsNotRunAndNoAllClear()
    {
        var result = Result(30, correct: _ => false);
        Assert.All(result.Checks, c => Assert.Equal(CheckVerdict.NotRun, c.Verdict));
        Assert.Equal(["too-few-images"], result.Findings.Select(f => f.Name));
        Assert.StartsWith("**WARN", DiagnosisText.Of(result), StringComparison.Ordinal);
    }

    private static Check Check(DiagnosisResult result, string name) => Assert.Single(result.Checks, c => c.Name == name);
}
