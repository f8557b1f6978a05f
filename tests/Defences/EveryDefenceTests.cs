using Audit.Defences;
using Audit.Inputs;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Defences;

/// <summary>What holds for every defence.</summary>
public class EveryDefenceTests
{
    private static readonly ImageShape Shape = new(3, 16, 16);

    public static readonly TheoryData<string> All = [.. DefenceKind.Known.Select(k => k.Usage)];

    [Theory]
    [MemberData(nameof(All))]
    public void Logits_OfABatch_AreThoseOfItsRowsAlone(string text)
    {
        using var scope = NewDisposeScope();
        var classifier = Wrap(text);
        var x = DefenceSamples.Images(Shape, 3);
        var draws = DefenceSamples.Draws(3);
        Tensor At(Tensor images, NoiseAddress[] at) => classifier.Logits(images, new Draws(new Rng(9), at));
        var alone = cat([.. Enumerable.Range(0, 3).Select(k => At(x.narrow(0, k, 1), [draws[k]]))], 0);
        Assert.InRange((At(x, draws) - alone).abs().max().ToDouble(), 0, 1e-4 * alone.abs().max().ToDouble());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Logits_OfTheSameDraw_AreTheSame_AndOfAnotherDiffer_WhereItDraws(string text)
    {
        using var scope = NewDisposeScope();
        var classifier = Wrap(text);
        Assert.Equal(DefenceSpec.Parse(text).IsRandom, classifier.IsRandom);
        var x = DefenceSamples.Images(Shape, 1);
        if (!classifier.IsRandom)
        {
            Assert.True(classifier.Logits(x).Equals(classifier.Logits(x)));
            return;
        }
        Tensor At(long sample) => classifier.Logits(x, new Draws(new Rng(9), [new NoiseAddress(NoiseStream.Defence, 0, sample)]));
        Assert.True(At(1).Equals(At(1)));
        Assert.False(At(1).Equals(At(2)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Surrogate_PredictsTheSameClasses(string text)
    {
        using var scope = NewDisposeScope();
        var defended = Wrap(text);
        var x = DefenceSamples.Images(Shape, 16);
        var draws = new Draws(new Rng(2), DefenceSamples.Draws(16));
        Tensor Classes(IClassifier classifier, bool gradients)
        {
            var leaf = x.clone();
            return classifier.Logits(gradients ? leaf.requires_grad_() : leaf, draws).argmax(1);
        }
        Assert.True(Classes(defended, gradients: false).Equals(Classes(defended.Surrogate, gradients: true)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Gradient_OfTheSurrogate_IsNotZero(string text)
    {
        using var scope = NewDisposeScope();
        Assert.True(DefenceSamples.Gradient(Wrap(text).Surrogate, DefenceSamples.Images(Shape, 2)).abs().max().ToDouble() > 0);
    }

    [Theory]
    [InlineData("bits:3")]
    [InlineData("jpeg:75")]
    [InlineData("shield")]
    [InlineData("thermometer:16")]
    [InlineData("tv")]
    [InlineData("label-only")]
    public void Gradient_OfWhatNobodyCanDifferentiate_IsExactlyZero(string text)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, DefenceSamples.Gradient(Wrap(text), DefenceSamples.Images(Shape, 2)).abs().max().ToDouble());
    }

    [Fact]
    public void Wrap_AFewAtOnce_AppliesThemInTheOrderGiven_OutputLast()
    {
        using var scope = NewDisposeScope();
        var pixels = DefenceSamples.Pixels(new ImageShape(1, 1, 3));
        var x = tensor([0.2f, 0.45f, 0.9f], [1, 1, 1, 3]);
        // bits:1 first gives 0, 0, 1; thermometer:4 of the pixels themselves would give 0.25, 0.5, 1.
        float[] Logits(params string[] defences) =>
            Defended.Wrap(pixels, [.. defences.Select(DefenceSpec.Parse)], new Rng(1)).Logits(x).data<float>().ToArray();
        Assert.Equal([0, 0, 1], Logits("bits:1", "thermometer:4"));
        Assert.Equal([0, 0, 1], Logits("thermometer:4", "bits:1")); // 0.5 rounds to the even 0
        Assert.Equal([0, 5, 10], Logits("saturate:10", "thermometer:2").Select((v, k) => k == 0 ? v - 5 : v));
        Assert.Equal([0, 0, 1], Logits("label-only", "thermometer:4"));
    }

    [Fact]
    public void Wrap_NothingAround_IsTheNetworkItself()
    {
        var network = DefenceSamples.Pixels(Shape);
        Assert.Same(network, Defended.Wrap(network, [], new Rng(1)));
    }

    [Fact]
    public void Wrap_PruningOfABlackBox_SaysWhy()
    {
        var blackBox = new FunctionClassifier(Shape, 4, x => x.flatten(1).narrow(1, 0, 4));
        Assert.Contains("between the layers", Assert.Throws<UsageException>(() =>
            Defended.Wrap(blackBox, [new ActivationPruning()], new Rng(1))).Message);
    }

    [Fact]
    public void Wrap_CodecOfTwoChannels_SaysWhy() => Assert.Contains("1 or 3 channels",
        Assert.Throws<UsageException>(() => Defended.Wrap(DefenceSamples.Pixels(new ImageShape(2, 4, 4)), [new Jpeg()],
            new Rng(1))).Message);

    private static DefendedClassifier Wrap(string text) =>
        (DefendedClassifier)Defended.Wrap(DefenceSamples.Network(Shape), [DefenceSpec.Parse(text)], new Rng(1));
}
