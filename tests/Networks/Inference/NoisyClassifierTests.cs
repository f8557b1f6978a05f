using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Inference;

public class NoisyClassifierTests
{
    private static readonly NoisyClassifier Noisy = new(
        new FunctionClassifier(new ImageShape(1, 2, 3), 6, x => x.flatten(1)), new GaussianSampler(0.5f), new Rng(3));

    private static NoiseAddress At(long image, long sample) => new(NoiseStream.Attack, image, sample);

    [Fact]
    public void Logits_NamedDraw_IsTheImagePlusSigmaTimesTheNoiseAtThatAddress()
    {
        using var scope = NewDisposeScope();
        var noise = new float[6];
        GaussianNoise.Fill(noise, new Rng(9), At(4, 7));
        var logits = Noisy.Logits(full([1, 1, 2, 3], 0.25), new Draws(new Rng(9), [At(4, 7)]));
        Assert.Equal(noise.Select(z => 0.25f + (0.5f * z)), logits.data<float>().ToArray());
    }

    [Fact]
    public void Logits_OfABatch_AreThoseOfItsRowsAlone()
    {
        using var scope = NewDisposeScope();
        var x = arange(12.0, float32).reshape(2, 1, 2, 3) / 12;
        var both = Noisy.Logits(x, new Draws(new Rng(9), [At(4, 7), At(0, 1)]));
        Assert.True(both.narrow(0, 1, 1).Equals(Noisy.Logits(x.narrow(0, 1, 1), new Draws(new Rng(9), [At(0, 1)]))));
    }

    [Fact]
    public void Logits_UnnamedDraw_DependsOnThePixelsAndNotOnTheBatch()
    {
        using var scope = NewDisposeScope();
        IClassifier classifier = Noisy;
        var x = arange(12.0, float32).reshape(2, 1, 2, 3) / 12;
        var second = classifier.Logits(x.narrow(0, 1, 1));
        Assert.True(classifier.Logits(x).narrow(0, 1, 1).Equals(second));
        var noise = (second - x.narrow(0, 1, 1).flatten(1)).data<float>().ToArray();
        var moved = x.narrow(0, 1, 1) + 1e-3;
        var other = (classifier.Logits(moved) - moved.flatten(1)).data<float>().ToArray();
        Assert.All(noise.Zip(other), pair => Assert.True(Math.Abs(pair.First - pair.Second) > 1e-3f,
            "the same noise for another image"));
    }
}
