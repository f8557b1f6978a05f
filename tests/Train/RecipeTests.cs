using Audit.Networks.Graphs;
using Audit.Train;
using static Audit.Tests.Train.TwoClasses;
using static TorchSharp.torch;

namespace Audit.Tests.Train;

/// <summary>Each loss against a worked example: one image (1, 0) of class 0, margin 2 x0 - x1 = 2, epsilon 0.1.</summary>
/// <remarks>In the box [0,1] the margin can only fall, by 0.1 (2 + 1) = 0.3: every attack must end at (0.9, 0.1) with margin
/// 1.7.</remarks>
public class RecipeTests
{
    private const double Clean = 2, Attacked = 1.7, P = 1e-9;

    private static double Loss(TrainOptions options, params (double, double, long)[] images)
    {
        using var scope = NewDisposeScope();
        var teacher = new FunctionClassifier(new ImageShape(1, 1, 2), 2, x =>
            stack([x.flatten(1).select(1, 0), x.flatten(1).select(1, 1)], 1));
        return Recipes.Create(options, teacher).Loss(Batch(images.Length > 0 ? images : [(1, 0, 0)]), Linear()).Loss.ToDouble();
    }

    private static TrainOptions Options(string recipe) => Recipes.Defaults(recipe) with { Epsilon = 0.1, InnerStepSize = 0.2 };

    [Fact]
    public void Standard_IsTheCrossEntropyOfTheMargin()
    {
        Assert.Equal(Softplus(-Clean), Loss(Options(Recipes.Standard)), P);
        Assert.Equal(Softplus(-Clean / 4), Loss(Options(Recipes.Standard) with { Temperature = 4 }), P);
    }

    [Fact]
    public void Fgsm_IsHalfCleanHalfAttacked() =>
        Assert.Equal((Softplus(-Clean) + Softplus(-Attacked)) / 2, Loss(Options(Recipes.Fgsm)), P);

    [Theory]
    [InlineData(Recipes.Pgd)]
    [InlineData(Recipes.Fast)]
    public void PgdAndFast_OnALinearNetwork_SubtractEpsilonTimesTheL1NormOfTheMarginsGradient(string recipe)
    {
        Assert.Equal(Softplus(-Attacked), Loss(Options(recipe)), P);
        // Away from the box, at margin 2 * 0.5 - 0.4 = 0.6: 0.6 - 0.1 * ||(2, -1)||_1 = 0.3.
        Assert.Equal(Softplus(-0.3), Loss(Options(recipe), (0.5, 0.4, 0)), P);
    }

    [Fact]
    public void Trades_IsCleanPlusBetaTimesTheDivergenceToTheAttacked()
    {
        double p = Logistic(Clean), q = Logistic(Attacked);
        double divergence = p * Math.Log(p / q) + (1 - p) * Math.Log((1 - p) / (1 - q));
        Assert.Equal(Softplus(-Clean) + 3 * divergence, Loss(Options(Recipes.Trades) with { Lambda = 3 }), P);
    }

    [Fact]
    public void Alp_AddsTheMeanSquaredDifferenceOfLogits()
    {
        // delta = (-0.1, 0.1) moves the logits by (-0.15, 0.15).
        Assert.Equal((Softplus(-Clean) + Softplus(-Attacked)) / 2 + 2 * 0.15 * 0.15,
            Loss(Options(Recipes.Alp) with { Lambda = 2 }), P);
    }

    [Fact]
    public void Clp_PairsTheFirstHalfWithTheSecond()
    {
        // Logits (1, -1) and (0, 0): squared differences 1 and 1. Cross entropies at margins 2 and 0.
        double expected = (Softplus(-2) + Softplus(0)) / 2 + 0.7 * 1;
        Assert.Equal(expected, Loss(Options(Recipes.Clp) with { Lambda = 0.7 }, (1, 0, 0), (0.5, 1, 1)), P);
    }

    [Fact]
    public void Mart_IsBoostedCrossEntropyPlusDivergenceWeightedByTheChanceOfBeingWrong()
    {
        double p = Logistic(Clean), q = Logistic(Attacked);
        double divergence = p * Math.Log(p / q) + (1 - p) * Math.Log((1 - p) / (1 - q));
        double boosted = -Math.Log(q) - Math.Log(1.0001 - (1 - q));
        Assert.Equal(boosted + 5 * divergence * (1 - p), Loss(Options(Recipes.Mart)), P);
    }

    [Theory]
    [InlineData(GradientPenalty.L1, 3)]
    [InlineData(GradientPenalty.SquaredL2, 5)]
    public void InputGradient_AddsTheSizeOfTheLossGradient(GradientPenalty penalty, double sizeOfMarginGradient)
    {
        // The loss gradient is the probability of error times (2, -1): L1 norm 3, squared L2 norm 5.
        double wrong = 1 - Logistic(Clean);
        double size = penalty == GradientPenalty.L1 ? wrong * sizeOfMarginGradient : wrong * wrong * sizeOfMarginGradient;
        Assert.Equal(Softplus(-Clean) + 0.3 * size, Loss(Options(Recipes.InputGradient) with { Lambda = 0.3, Penalty = penalty }),
            P);
    }

    [Fact]
    public void Distillation_IsTheCrossEntropyAgainstTheTeachersSoftLabels()
    {
        // The teacher's logits are the pixels (1, 0), the student's margin is 2; both at temperature 5.
        double soft = Logistic(1 / 5.0);
        double expected = soft * Softplus(-Clean / 5) + (1 - soft) * Softplus(Clean / 5);
        Assert.Equal(expected, Loss(Options(Recipes.Distillation) with { Temperature = 5, Teacher = "" }), P);
    }

    public static readonly TheoryData<string> Unbounded = [.. Recipes.Names.Except([Recipes.Ibp, Recipes.CrownIbp])];

    [Theory]
    [MemberData(nameof(Unbounded))]
    public void Gradients_OfAllParameters_AreTheSlopesOfTheLoss(string recipe)
    {
        const double h = 1e-5;
        using var scope = NewDisposeScope();
        var network = Tanh();
        var batch = Batch((0.8, 0.3, 0), (0.2, 0.6, 1), (0.4, 0.5, 0), (0.7, 0.9, 1));
        var teacher = new FunctionClassifier(new ImageShape(1, 1, 2), 2, x => x.flatten(1) * 3);
        var objective = Recipes.Create(Options(recipe), teacher);
        double Value() => objective.Loss(batch, network).Loss.ToDouble();
        var gradients = autograd.grad([objective.Loss(batch, network).Loss], network.Parameters);
        for (int k = 0; k < gradients.Count; k++)
        {
            var (flat, slope) = (network.Parameters[k].detach().view(-1), gradients[k].reshape(-1));
            for (long e = 0; e < flat.size(0); e++)
            {
                void Move(double by)
                {
                    using var guard = no_grad();
                    flat.narrow(0, e, 1).add_(by);
                }
                Move(h);
                double above = Value();
                Move(-2 * h);
                double below = Value();
                Move(h);
                Assert.Equal((above - below) / (2 * h), slope[e].ToDouble(), 1e-6);
            }
        }
    }

    [Fact]
    public void InnerMaximization_StaysInBallAndBox()
    {
        using var scope = NewDisposeScope();
        var network = Tanh();
        var batch = Batch((0.02, 0.3, 0), (0.99, 0.6, 1));
        var attack = new InnerMaximization(0.1, 0.07, 5);
        var found = attack.Run(batch.Images, batch.Images + 0.5, x => Losses.SummedCrossEntropy(network.Logits(x), batch.Labels));
        Assert.True((found - batch.Images).abs().max().ToDouble() <= 0.1 + 1e-12);
        Assert.True(found.ge(0).logical_and(found.le(1)).all().ToDouble() == 1);
        Assert.False(found.requires_grad);
    }

    [Fact]
    public void Validate_RecipesInsideABall_NeedAnEpsilon()
    {
        foreach (string name in Recipes.Names.Where(n => Recipes.Of(n).NeedsEpsilon))
            Assert.Contains("epsilon", Assert.Single(Recipes.Defaults(name).Validate()));
        Assert.Contains("teacher", Assert.Single(Recipes.Defaults(Recipes.Distillation).Validate()));
        Assert.Contains("recipe must be one of", Assert.Single(new TrainOptions { Recipe = "magic" }.Validate()));
    }
}
