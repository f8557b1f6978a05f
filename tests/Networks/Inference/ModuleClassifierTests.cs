using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Inference;

public class ModuleClassifierTests
{
    private static readonly ImageShape Shape = new(2, 1, 1);

    [Fact]
    public void Logits_AreTheFunctionsOfTheNormalisedImages_WithGradient()
    {
        using var scope = NewDisposeScope();
        var classifier = new ModuleClassifier(x => x.flatten(1) * tensor([1f, 10]), Shape, 2,
            normalization: new Normalization([0.5f, 0.25f], [0.5f, 2]));
        var images = tensor([1f, 0.25f, 0, 1.25f], [2, 2, 1, 1]).requires_grad_();
        var logits = classifier.Logits(images);
        Assert.Equal([1f, 0, -1, 5], logits.data<float>().ToArray());
        Assert.Equal([2f, 5, 2, 5], Autograd.Gradient(logits.sum(), images).data<float>().ToArray());
    }

    [Fact]
    public void Logits_OfAnotherShape_AreRefusedWithBothShapes()
    {
        using var scope = NewDisposeScope();
        var classifier = new ModuleClassifier(x => x, Shape, 2);
        var error = Assert.Throws<InvalidOperationException>(() => classifier.Logits(zeros([3, 2, 1, 1])));
        Assert.Contains("gives [3,2,1,1] for 3 images, expected [3,2]", error.Message);
    }

    [Fact]
    public void Create_NormalisationOfOtherChannels_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new ModuleClassifier(x => x, Shape, 2,
            normalization: new Normalization([0.5f], [1])));
}
