using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Inference;

/// <summary>What libtorch would refuse is found before the call: in TorchSharp an error there ends the process.</summary>
public class AutogradTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Gradient_OfASum_IsTheWeights()
    {
        var x = tensor([1f, 2]).requires_grad_();
        Assert.Equal([3f, -5], Autograd.Gradient((x * tensor([3f, -5])).sum(), x).data<float>().ToArray());
        Assert.Equal([6f, -5], Autograd.Gradient(x * tensor([3f, -5]), x, tensor([2f, 1])).data<float>().ToArray());
    }

    [Fact]
    public void Gradient_Recorded_CanBeDifferentiated()
    {
        var x = tensor([2.0, -3]).requires_grad_();
        var first = Autograd.Gradient(x.pow(3).sum(), x, recorded: true);
        Assert.Equal([12.0, -18], Autograd.Gradient(first.sum(), x).data<double>().ToArray());
    }

    [Fact]
    public void GradientOrNull_WhereNothingLeadsThere_IsNull()
    {
        var (x, other) = (ones(2).requires_grad_(), ones(2).requires_grad_());
        Assert.Null(Autograd.GradientOrNull(ones(1), x));
        Assert.Null(Autograd.GradientOrNull(x.sum(), other));
        Assert.NotNull(Autograd.GradientOrNull(x.sum(), x));
    }

    [Fact]
    public void Gradients_OfAnInputThatWasNotUsed_NamesIt()
    {
        var (x, other) = (ones(2).requires_grad_(), ones([3, 4]).requires_grad_());
        Says("does not depend on input 1, [3,4]", () => Autograd.Gradients(x.sum(), [x, other]));
    }

    [Fact]
    public void Gradient_OfWhatLibtorchWouldRefuse_IsOurOwnException()
    {
        var x = ones(2).requires_grad_();
        Says("not recorded", () => Autograd.Gradient(ones(1), x));
        Says("[2] needs a seed", () => Autograd.Gradient(x * 2, x));
        Says("the seed is [3], the output [2]", () => Autograd.Gradient(x * 2, x, ones(3)));
        Says("input 0, [2], does not require gradients", () => Autograd.Gradient(x.sum(), ones(2)));
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 3, 4 }, new long[] { 2, 4 })]
    [InlineData(new long[] { 5, 2, 3 }, new long[] { 3 }, new long[] { 5, 2 })]
    [InlineData(new long[] { 3 }, new long[] { 5, 3, 2 }, new long[] { 5, 2 })]
    [InlineData(new long[] { 3 }, new long[] { 3 }, new long[] { })]
    [InlineData(new long[] { 5, 1, 2, 3 }, new long[] { 7, 3, 4 }, new long[] { 5, 7, 2, 4 })]
    public void Times_OfShapesThatFit_IsTheProduct(long[] left, long[] right, long[] expected) =>
        Assert.Equal(expected, ones(left).Times(ones(right)).shape);

    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 2, 3 })]
    [InlineData(new long[] { 2, 3 }, new long[] { 2 })]
    [InlineData(new long[] { 5, 2, 3 }, new long[] { 4, 3, 2 })]
    [InlineData(new long[] { }, new long[] { 3 })]
    public void Times_OfShapesThatDoNotFit_SaysWhich(long[] left, long[] right) =>
        Says($"[{string.Join(',', left)}] times [{string.Join(',', right)}]", () => ones(left).Times(ones(right)));

    private static void Says(string expected, Func<object> wrong) =>
        Assert.Contains(expected, Assert.Throws<InvalidOperationException>(wrong).Message);
}
