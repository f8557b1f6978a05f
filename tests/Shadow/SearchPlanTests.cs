using Audit.Noise;
using Audit.Shadow;

namespace Audit.Tests.Shadow;

/// <summary>Which classes are aimed at, and how work is spread over them.</summary>
public class SearchPlanTests
{
    [Theory]
    [InlineData("all", "0,1,2,4,5")]
    [InlineData("2", "5,0")]
    [InlineData("class:4", "4")]
    [InlineData("class:3", "4")]
    [InlineData("next", "4")]
    [InlineData("every:2", "0,2,4")]
    [InlineData("every:3", "0")]
    [InlineData("untargeted", "3")]
    public void Of_SixClassesAndLabelThree(string text, string expected)
    {
        var plan = TargetPlan.Parse(text)!;
        var found = plan.Of(3, 6, [5, 3, 0, 1, 2, 4], 0, new Rng(1));
        Assert.Equal(expected, string.Join(',', found));
        Assert.Equal(text, plan.Text);
        Assert.True(found.Count <= plan.Most(6));
    }

    [Fact]
    public void Random_IsEveryWrongClassAlike()
    {
        var plan = TargetPlan.Parse("random")!;
        var counts = Enumerable.Range(0, 5000).Select(image => plan.Of(3, 6, null, image, new Rng(1)).Single()).CountBy(c => c)
            .ToDictionary();
        Assert.Equal([0, 1, 2, 4, 5], counts.Keys.Order());
        // 1000 each, within 5 standard deviations of 28.
        Assert.All(counts.Values, n => Assert.InRange(n, 860, 1140));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("class:")]
    [InlineData("every:0")]
    [InlineData("best")]
    [InlineData("")]
    public void Parse_AnythingElse_IsNone(string text) => Assert.Null(TargetPlan.Parse(text));

    [Fact]
    public void Stored_ANumberStaysANumber()
    {
        Assert.Equal("3", TargetPlan.Parse("3")!.Stored.ToJsonString());
        Assert.Equal("\"all\"", TargetPlan.All.Stored.ToJsonString());
    }

    [Theory]
    [InlineData(2, 9, 84, 64)]
    [InlineData(1, 9, 10, 3)]
    [InlineData(3, 99, 60, 128)]
    [InlineData(2, 1, 2, 1)]
    public void Schedule_OneTargetTakesAllSteps_TargetsFallAndCopiesGrow(int halvings, int targets, int steps, int copies)
    {
        var rounds = SearchRound.Schedule(halvings, targets, steps, copies);
        Assert.Equal(steps, rounds.Sum(r => r.Steps));
        Assert.Equal((targets, 1, copies), (rounds[0].Targets, rounds[^1].Targets == targets ? 1 : rounds[^1].Targets,
            rounds[^1].Copies));
        foreach (var (before, after) in rounds.Zip(rounds.Skip(1)))
            Assert.True(before.Targets >= after.Targets && before.Copies <= after.Copies && before.Index < after.Index);
    }

    [Fact]
    public void Efficient_OnTenClasses_TakesLessThanAHundredAndFiftiethOfThePaper()
    {
        long Passes(ShadowOptions o) => o.Course(10).Rounds is { } rounds
            ? rounds.Sum(r => (long)r.Targets * r.Steps * r.Copies) : (long)o.Targets.Most(10) * o.Steps * o.Copies;
        Assert.Equal(1_080_000, Passes(ShadowPresets.PaperCifar));
        Assert.InRange(Passes(ShadowPresets.Efficient), 1, 1_080_000 / 150);
    }
}
