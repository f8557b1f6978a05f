using Audit.Networks.Graphs;
using Audit.Train;
using static Audit.Tests.Train.TwoClasses;
using static TorchSharp.torch;

namespace Audit.Tests.Train;

public class BoundTrainingTests
{
    private static TrainOptions Options(string recipe, double kappa = 0.25, double beta = 0.4) => Recipes.Defaults(recipe) with
    {
        Epsilon = 0.1,
        Bounds = new BoundSchedule { RampStart = 0, RampEpochs = 0, KappaEnd = kappa, BetaEnd = beta },
    };

    private static RecipeLoss Loss(TrainOptions options, TrainingNetwork network, params (double, double, long)[] images) =>
        Recipes.Create(options).Loss(Batch(images), network);

    [Theory]
    [InlineData(Recipes.Ibp)]
    [InlineData(Recipes.CrownIbp)]
    public void Loss_LinearNetwork_IsKappaTimesCleanPlusTheRestTimesWorst(string recipe)
    {
        // As in RecipeTests: margin 2 at (1, 0), 1.7 at the worst point of the clipped ball; bounds of a linear network are
        // exact.
        using var scope = NewDisposeScope();
        var result = Loss(Options(recipe), Linear(), (1, 0, 0));
        Assert.Equal(0.25 * Softplus(-2) + 0.75 * Softplus(-1.7), result.Loss.ToDouble(), 1e-9);
        Assert.Equal(1.7, result.Verified!.ToDouble(), 1e-9);
    }

    [Fact]
    public void Loss_BeforeTheRamp_IsNatural()
    {
        using var scope = NewDisposeScope();
        var options = Options(Recipes.Ibp) with { Bounds = new BoundSchedule { RampStart = 1 } };
        Assert.Equal(Softplus(-2), Loss(options, Linear(), (1, 0, 0)).Loss.ToDouble(), 1e-9);
    }

    [Fact]
    public void Loss_OneHiddenLayer_IsIntervalArithmeticByHand()
    {
        // h = relu(x0 - x1, x0 + x1 - 1), z = (h0 - h1, 0). Box [0.4, 0.6] x [0.2, 0.4]: h0 in [0, 0.4], h1 in [0, 0].
        // Lower bound of the margin z0 - z1: 0 - 0 = 0; of class 1: -0.4.
        using var scope = NewDisposeScope();
        var network = new TrainingNetwork(new Graph(
            [
                new("input", new Input(), []), new("flatten", new Flatten(), [0]),
                new("fc1", new Linear(tensor([1.0, -1, 1, 1], [2, 2]), tensor([0.0, -1])), [1]), new("relu", new Relu(), [2]),
                new("fc2", new Linear(tensor([1.0, -1, 0, 0], [2, 2]), tensor([0.0, 0])), [3]),
            ], new ImageShape(1, 1, 2), 2), TrainPrecision.Float32);
        Assert.Equal(Softplus(0), Loss(Options(Recipes.Ibp, kappa: 0), network, (0.5, 0.3, 0)).Loss.ToDouble(), 1e-9);
        Assert.Equal(Softplus(0.4), Loss(Options(Recipes.Ibp, kappa: 0), network, (0.5, 0.3, 1)).Loss.ToDouble(), 1e-9);
    }

    [Theory]
    [InlineData(Recipes.Ibp)]
    [InlineData(Recipes.CrownIbp)]
    public void Gradients_AreTheSlopesOfTheLoss(string recipe)
    {
        const double h = 1e-6;
        using var scope = NewDisposeScope();
        var network = Relu();
        var batch = Batch((0.8, 0.3, 0), (0.2, 0.6, 1));
        var objective = Recipes.Create(Options(recipe));
        var gradients = autograd.grad([objective.Loss(batch, network).Loss], network.Parameters);
        for (int k = 0; k < gradients.Count; k++)
        {
            var (flat, slope) = (network.Parameters[k].detach().view(-1), gradients[k].reshape(-1));
            for (long e = 0; e < flat.size(0); e++)
            {
                double Moved(double by)
                {
                    using (no_grad())
                        flat.narrow(0, e, 1).add_(by);
                    return objective.Loss(batch, network).Loss.ToDouble();
                }
                double above = Moved(h), below = Moved(-2 * h);
                Moved(h);
                Assert.Equal((above - below) / (2 * h), slope[e].ToDouble(), 1e-5);
            }
        }
    }

    [Fact]
    public void Smallest_LeavesTheClassItselfOut()
    {
        using var scope = NewDisposeScope();
        var margins = tensor([0.0, 3, -1, 2, 0, 5], [2, 3]);
        Assert.Equal([-1.0, 2.0], Margins.Smallest(margins, tensor([0L, 1L])).data<double>().ToArray());
    }

    [Fact]
    public void Smallest_OfNaN_IsNotAboveZero()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, Margins.Smallest(tensor([0.0, double.NaN, 5], [1, 3]), tensor([0L])).gt(0).sum().ToInt64());
    }

    [Fact]
    public void Validate_Schedules_AreChecked()
    {
        Assert.Contains("kappa-end", Assert.Single(new BoundSchedule { KappaEnd = 2 }.Validate()));
        Assert.Contains("ramp-start", Assert.Single(new BoundSchedule { RampStart = double.NaN }.Validate()));
        var lower = Recipes.Defaults(Recipes.Ibp) with { Epsilon = 0.1, Precision = TrainPrecision.BFloat16 };
        Assert.Contains("float32", Assert.Single(lower.Validate()));
    }
}
