using Audit.Attacks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

public class RestartsTests
{
    [Fact]
    public void Run_EveryRestart_HasRandomnessOfItsOwn_TheFirstThatOfTheAttackAlone()
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(3));
        var task = Trial.Task(model, x, Trial.Labels(model, x), Norm.Linf, 0.1);
        var seen = new List<Rng>();
        new Restarts(new Watching(seen), 5).Run(task);
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(task.Rng, seen[0]);
    }

    [Fact]
    public void Run_StartsThatWinRarely_MoreRestartsWinMore()
    {
        // Class 1 is a slab that takes 5 % of the ball, without a gradient towards it: only a start can lie in it. 40 starts miss
        // it with 0.95^40 = 0.13.
        using var scope = NewDisposeScope();
        const int count = 50;
        var slab = new FunctionClassifier(new Audit.Networks.Graphs.ImageShape(1, 1, 1), 2, at =>
        {
            var inside = at.flatten().ge(0.59).to(float32);
            return stack([1 - inside, inside], 1);
        });
        int Won(int restarts) => new Restarts(GradientAttack.Pgd(Norm.Linf, 1), restarts)
            .Run(Trial.Task(slab, full([count, 1, 1, 1], 0.5), new long[count], Norm.Linf, 0.1)).Found.Count(f => f);
        Assert.InRange(Won(1), 0, 10);
        Assert.InRange(Won(40), 32, count);
    }

    [Fact]
    public void Run_MinimumNorm_TheSmallestOfAllIsKept()
    {
        using var scope = NewDisposeScope();
        var task = Trial.Task(Trial.Linear(new float[2, 4]), full([2, 1, 1, 4], 0.5), new long[2], Norm.L2,
            double.PositiveInfinity);
        double[] steps = [0.3, 0.1, 0.2];
        int attempt = 0;
        var result = new Restarts(new Moving(() => steps[attempt++]), 3).Run(task);
        Assert.Equal(3, attempt);
        Assert.All(Trial.Floats(result.XAdv), pixel => Assert.Equal(0.6f, pixel));
    }

    /// <summary>Claims every image that it has moved by the next step.</summary>
    private sealed record Moving(Func<double> Next) : IAttack
    {
        public string Name => "moving";

        public Access Needs => Access.Label;

        public bool IsMinimumNorm => true;

        public AttackResult Run(AttackTask task) =>
            new(task.X + Next(), [.. Enumerable.Repeat(true, task.Count)], new double[task.Count]);
    }

    /// <summary>Wins nothing, and remembers the randomness that it was given.</summary>
    private sealed record Watching(List<Rng> Seen) : IAttack
    {
        public string Name => "watching";

        public Access Needs => Access.Label;

        public AttackResult Run(AttackTask task)
        {
            Seen.Add(task.Rng);
            return new AttackResult(task.X.clone(), new bool[task.Count], new double[task.Count]);
        }
    }
}
