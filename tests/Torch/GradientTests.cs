using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Tests.Torch;

public class GradientTests
{
    public static TheoryData<string> Names => new(DifferentiableOperations.Table.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Grad_OfEachOperation_IsTheCentralDifference(string name)
    {
        const double step = 1e-5;
        using var scope = NewDisposeScope();
        var (shape, apply) = DifferentiableOperations.Table[name];
        double[] point = Sample.ToArray(Sample.Values(shape));

        var x = tensor(point, shape).requires_grad_();
        var y = apply(x);
        var seed = Sample.Values(0.7, y.shape);  // distinct weights, so that no two output elements can be exchanged
        double[] gradient = Sample.ToArray(autograd.grad([y], [x], [seed])[0]);

        Assert.Contains(gradient, g => g != 0);
        for (int k = 0; k < point.Length; k++)
        {
            double difference = (Weighted(k, step) - Weighted(k, -step)) / (2 * step);
            Assert.True(Math.Abs(gradient[k] - difference) < 1e-7,
                $"element {k}: gradient {gradient[k]}, central difference {difference}");
        }

        double Weighted(int k, double h)
        {
            using var inner = NewDisposeScope();
            double[] moved = [.. point];
            moved[k] += h;
            return apply(tensor(moved, shape)).mul(seed).sum().ToDouble();
        }
    }

    [Fact]
    public void Grad_Twice_GivesTheSecondDerivative()
    {
        using var scope = NewDisposeScope();
        var x = tensor([2.0, -3.0]).requires_grad_();
        var first = autograd.grad([x.pow(3).sum()], [x], null, true, true)[0];
        var second = autograd.grad([first.sum()], [x])[0];
        Assert.Equal([12.0, -18.0], Sample.ToArray(second));
    }

    [Fact]
    public void Grad_OfAnUnusedInput_IsInvalidWhereAllowed()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var unused = ones(2).requires_grad_();
        var gradients = autograd.grad([x.sum()], [x, unused], null, false, false, true);
        Assert.False(gradients[0].IsInvalid);
        Assert.True(gradients[1].IsInvalid);
#if LIBTORCH
        var error = Assert.ThrowsAny<Exception>(() => autograd.grad([x.sum()], [unused]));
        Assert.DoesNotContain('\n', error.Message);
#endif
    }

    [Fact]
    public void NoGrad_InsideAndAfter_RecordsNothingThenAgain()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        Assert.True((x * 2).requires_grad);
        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
        Assert.False((x * 2).detach().requires_grad);
    }
}
