using Audit.Attacks;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

public class AscentTests
{
    [Fact]
    public void Run_ConcaveParabola_FollowsTheClosedForm()
    {
        // d' = d - 2 s (d - c): after k steps c + (1 - 2 s)^k (d0 - c).
        using var scope = NewDisposeScope();
        var end = new Ascent(5, new PlainStep(0.1)).Run(tensor([0.0, 3.0], [2, 1]), new Parabola(1.0));
        double[] expected = [1 + Math.Pow(0.8, 5) * (0 - 1), 1 + Math.Pow(0.8, 5) * (3 - 1)];
        Assert.Equal(expected[0], end[0, 0].ToDouble(), 12);
        Assert.Equal(expected[1], end[1, 0].ToDouble(), 12);
    }

    [Fact]
    public void Run_WithProjection_EachStepIsProjected()
    {
        using var scope = NewDisposeScope();
        var end = new Ascent(50, new PlainStep(0.1), new Box(0.5)).Run(zeros([1, 1], float64), new Parabola(1.0));
        Assert.Equal(0.5, end.ToDouble(), 12);
    }

    [Fact]
    public void Run_LeavesStartAsItWas()
    {
        using var scope = NewDisposeScope();
        var start = zeros([3, 2], float64);
        new Ascent(4, new PlainStep(0.1)).Run(start, new Parabola(1.0));
        Assert.Equal(0, start.abs().max().ToDouble());
    }

    private sealed class Parabola(double centre) : IObjective
    {
        public Objective Evaluate(Tensor delta, int step)
        {
            using var scope = NewDisposeScope();
            var from = delta - centre;
            return new Objective((-from.square().sum(1)).MoveToOuterDisposeScope(), (from * -2).MoveToOuterDisposeScope());
        }
    }

    private sealed class Box(double bound) : IProjection
    {
        public Tensor Apply(Tensor delta) => delta.clamp(-bound, bound);
    }
}
