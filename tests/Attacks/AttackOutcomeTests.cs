using Audit.Attacks;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>Who has won, over every combination of class before, class after, budget and target.</summary>
public class AttackOutcomeTests
{
    private const int Label = 3, Other = 5, Third = 7;

    [Theory]
    // Rightly classified before: robust unless another class is reached inside the budget.
    [InlineData(Label, Label, true, null, true, false)]
    [InlineData(Label, Other, true, null, false, true)]
    [InlineData(Label, Other, false, null, true, false)]
    [InlineData(Label, null, true, null, false, false)]
    // Wrong before: never robust, whatever the image is taken for afterwards.
    [InlineData(Other, Label, true, null, false, false)]
    [InlineData(Other, Label, false, null, false, false)]
    [InlineData(Other, Other, false, null, false, false)]
    [InlineData(null, Label, true, null, false, false)]
    // A target that is not the class reached: no success of the attack, but the image does not stand.
    [InlineData(Label, Other, true, Third, false, false)]
    [InlineData(Label, Third, true, Third, false, true)]
    public void RobustAndSuccess_AreThoseOfTheDefinition(int? before, int? after, bool inside, int? target, bool robust,
        bool success)
    {
        using var image = zeros([1, 1, 1]);
        var outcome = new AttackOutcome
        {
            Image = 0,
            Label = Label,
            Target = target,
            Attacked = before == Label,
            By = "pgd",
            CleanClass = before,
            Ruling = new Ruling(after, 1, 0.1, 0.1, 0.1, inside),
            XAdv = image,
            Queries = 0,
            GradientPasses = 0,
            Vanished = 0,
            NonFinite = 0,
        };
        Assert.Equal((robust, success), (outcome.Robust, outcome.Success));
    }
}
