using Audit.Datasets.Decoding;
using Audit.Defences;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Tests.Datasets;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Tests.Defences;

/// <summary>Defences that draw nothing, on numbers worked out by hand.</summary>
public class DeterministicDefenceTests
{
    private static readonly ImageShape Row = new(1, 1, 4);

    [Theory]
    [InlineData("bits:1", 0f, 0f, 1f, 1f)]
    [InlineData("bits:2", 0f, 1 / 3f, 2 / 3f, 1f)]
    [InlineData("thermometer:4", 0f, 0.5f, 0.75f, 1f)]
    [InlineData("saturate:100", 0f, 40f, 60f, 100f)]
    [InlineData("label-only", 0f, 0f, 0f, 1f)]
    public void Logits_OfFourPixels_AreAsWorkedOutByHand(string text, float a, float b, float c, float d)
    {
        using var scope = NewDisposeScope();
        float[] logits = Wrap(text, Row).Logits(tensor([0f, 0.4f, 0.6f, 1f], Row.Batch(1))).data<float>().ToArray();
        Assert.All(logits.Zip([a, b, c, d]), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void Thermometer_BeforeANetworkOfTheCode_GivesBitsChannelByChannel()
    {
        using var scope = NewDisposeScope();
        // 8 channels at 4 levels: images of 2 channels.
        var defended = Wrap("thermometer:4", new ImageShape(8, 1, 1));
        Assert.Equal(new ImageShape(2, 1, 1), defended.InputShape);
        var x = tensor([0.3f, 0.8f], [1, 2, 1, 1]);
        Assert.Equal([1, 1, 0, 0, 1, 1, 1, 1], defended.Logits(x).data<float>().ToArray());
        // The ramps min(max(x - k/4, 0), 1) rise where x is above k/4: 2 of 4 weighted 1 + 2, and 4 of 4 weighted 5 + 6 + 7 + 8.
        Assert.Equal([3, 26], DefenceSamples.Gradient(((DefendedClassifier)defended).Surrogate, x).data<float>().ToArray());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    public void Thermometer_BeforeANetworkOfColours_RoundsEachPixelUpToALevel(int levels)
    {
        using var scope = NewDisposeScope();
        var shape = new ImageShape(3, 4, 4);
        var defended = Wrap($"thermometer:{levels}", shape);
        Assert.Equal(shape, defended.InputShape);
        float[] pixels = DefenceSamples.Images(shape, 1).data<float>().ToArray();
        float[] seen = defended.Logits(tensor(pixels, shape.Batch(1))).data<float>().ToArray();
        Assert.All(pixels.Zip(seen), pair => Assert.Equal(Math.Ceiling((double)pair.First * levels) / levels, pair.Second, 1e-6));
        Assert.NotEqual(pixels, seen);
    }

    [Fact]
    public void Thermometer_BeforeANetworkOfAnotherCode_SaysWhy() => Assert.Contains("a multiple of 5 channels",
        Assert.Throws<Audit.Inputs.UsageException>(() => Wrap("thermometer:5", new ImageShape(8, 1, 1))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void BitDepth_Surrogate_IsTheGradientAtTheRoundedImage()
    {
        using var scope = NewDisposeScope();
        var square = new FunctionClassifier(Row, 4, x => x.flatten(1).square());
        var surrogate = ((DefendedClassifier)Defended.Wrap(square, [new BitDepth(1)], new Rng(1))).Surrogate;
        // d/dx of k x^2 at the rounded x, for k = 1, 2, 3, 4.
        Assert.Equal([0, 0, 6, 8], DefenceSamples.Gradient(surrogate, tensor([0.1f, 0.4f, 0.7f, 1f], Row.Batch(1))).data<float>()
            .ToArray());
    }

    [Fact]
    public void SaturatedSoftmax_ConfidentPrediction_GradientOfCrossEntropyUnderflows()
    {
        using var scope = NewDisposeScope();
        var x = tensor([0f, 0.4f, 0.6f, 1f], Row.Batch(1));
        double Largest(string text)
        {
            var leaf = x.clone().requires_grad_();
            var loss = F.cross_entropy(Wrap(text, Row).Logits(leaf), tensor([3L], int64));
            return autograd.grad([loss], [leaf])[0].abs().max().ToDouble();
        }
        Assert.Equal(0, Largest("saturate:300"));
        Assert.InRange(Largest("saturate:1"), 0.1, 1);
    }

    [NativeImageFact(NativeImages.Jpeg)]
    public void Jpeg_FlatImage_IsUnchanged_AndALowerQualityChangesMore()
    {
        using var scope = NewDisposeScope();
        var shape = new ImageShape(3, 16, 16);
        var flat = full(shape.Batch(1), 128 / 255.0);
        Assert.InRange((Wrap("jpeg:50", shape).Logits(flat) - flat.flatten(1)).abs().max().ToDouble(), 0, 1.01 / 255);
        var x = DefenceSamples.Images(shape, 1);
        double Change(int quality) => (Wrap($"jpeg:{quality}", shape).Logits(x) - x.flatten(1)).square().sum().ToDouble();
        Assert.True(Change(10) > Change(50) && Change(50) > Change(95));
    }

    private static Audit.Networks.IClassifier Wrap(string text, ImageShape shape) =>
        Defended.Wrap(DefenceSamples.Pixels(shape), [DefenceSpec.Parse(text)], new Rng(1));
}
