using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Networks;

/// <summary>Wrappers around black boxes: gradients of another model, and draws that cannot be named.</summary>
public class StandInTests
{
    private static readonly ImageShape Shape = new(1, 1, 3);

    [Fact]
    public void StandIn_AnswersExactly_AndDifferentiatesTheOther()
    {
        using var scope = NewDisposeScope();
        var box = new FunctionClassifier(Shape, 3, x => (x.detach().flatten(1) * 3).round());
        var other = new FunctionClassifier(Shape, 3, x => x.flatten(1) * 5);
        var x = tensor([0.1f, 0.5f, 0.9f], [1, 1, 1, 3]).requires_grad_();
        var logits = new StandIn(box, other).Logits(x);
        Assert.Equal([0f, 2f, 3f], logits.data<float>().ToArray());
        Assert.Equal([5f, 10f, 20f], autograd.grad([(logits * tensor([1f, 2f, 4f])).sum()], [x])[0].data<float>().ToArray());
    }

    [Fact]
    public void StandIn_OfOtherClasses_IsRefused() => Assert.Contains("have 3 classes, got 1x1x3 and 2",
        Assert.Throws<Audit.Inputs.UsageException>(() => new StandIn(new FunctionClassifier(Shape, 3, x => x.flatten(1)),
            new FunctionClassifier(Shape, 2, x => x.flatten(1).narrow(1, 0, 2)))).Message);

    [Fact]
    public void SelfDrawing_OncePerCall_GivesEachDrawACallOfItsOwn()
    {
        using var scope = NewDisposeScope();
        int calls = 0;
        // A box that draws once per call: here, it counts.
        var box = new SelfDrawing(new FunctionClassifier(Shape, 3, x => x.flatten(1) + 10 * ++calls), oncePerCall: true);
        var draws = new Draws(new Rng(1), [.. new[] { 0, 1, 0, 1 }.Select((sample, k) =>
            new NoiseAddress(NoiseStream.Attack, k / 2, sample))]);
        var logits = box.Logits(zeros([4, 1, 1, 3]), draws);
        Assert.Equal([10f, 20f, 10f, 20f], logits.select(1, 0).contiguous().data<float>().ToArray());
        Assert.True(box.IsRandom);
    }
}
