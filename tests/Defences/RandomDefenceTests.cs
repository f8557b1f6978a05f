using Audit.Datasets.Decoding;
using Audit.Defences;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Tests.Datasets;
using static TorchSharp.torch;

namespace Audit.Tests.Defences;

/// <summary>Defences that draw: each draw is what the paper describes, and draws are distributed as it says.</summary>
public class RandomDefenceTests
{
    private static readonly ImageShape Shape = new(1, 16, 16);

    [Fact]
    public void ResizePad_OfWhite_IsOneWhiteRectangleOfEveryAllowedSizeAndPlace()
    {
        using var scope = NewDisposeScope();
        var sizes = new SortedSet<long>();
        var places = new HashSet<(long, long)>();
        foreach (var image in Many("resize-pad:0.75", ones(Shape.Batch(1)), 400))
        {
            var rows = image.amax([1]);
            long size = rows.sum().ToInt64();
            Assert.Equal(size * size, image.sum().ToInt64());
            long top = rows.argmax().ToInt64(), left = image.amax([0]).argmax().ToInt64();
            // A rectangle: as many rows as it is high, from the first on.
            Assert.Equal(size, rows.narrow(0, top, size).sum().ToInt64());
            sizes.Add(size);
            if (size == 15)
                places.Add((top, left));
        }
        Assert.Equal([12, 13, 14, 15, 16], sizes);
        Assert.Equal(4, places.Count);
    }

    [Fact]
    public void ResizePad_NothingToShrink_IsTheIdentity()
    {
        using var scope = NewDisposeScope();
        var x = DefenceSamples.Images(Shape, 1);
        Assert.InRange((Many("resize-pad:1", x, 1)[0] - x[0, 0]).abs().max().ToDouble(), 0, 1e-6);
    }

    [Fact]
    public void ResizePad_ARamp_StaysARamp()
    {
        using var scope = NewDisposeScope();
        // Bilinear interpolation reproduces x(j) = (j + 1/2) / 16 away from the border: (k + 1/2) / extent.
        var ramp = ((arange(16, float32) + 0.5) / 16).reshape(1, 1, 1, 16).expand(1, 1, 16, 16).contiguous();
        var row = Many("resize-pad:0.75", ramp, 1)[0].amax([0]).data<float>().ToArray();
        float[] inside = [.. row.SkipWhile(v => v == 0).TakeWhile(v => v > 0)];
        for (int k = 1; k < inside.Length - 1; k++)
            Assert.Equal((k + 0.5) / inside.Length, inside[k], 1e-5);
    }

    [Fact]
    public void Crops_OfTheWholeImage_AreTheNetworkItself()
    {
        using var scope = NewDisposeScope();
        var x = DefenceSamples.Images(Shape, 2);
        var network = DefenceSamples.Network(Shape);
        var crops = Defended.Wrap(network, [new RandomCrops(3, 1)], new Rng(1));
        Assert.InRange((crops.Logits(x, new Draws(new Rng(2), DefenceSamples.Draws(2))) - network.Logits(x).log_softmax(1)).abs()
            .max().ToDouble(), 0, 1e-5);
    }

    [Fact]
    public void Crops_AverageProbabilities()
    {
        using var scope = NewDisposeScope();
        // The left half says class 0, the right half class 1, each for sure: the mean over crops of half the width is in between.
        var network = new FunctionClassifier(new ImageShape(1, 2, 8), 2, x =>
            (x.flatten(1).mean([1], keepdim: true) * 200 - 100) * tensor([-1f, 1f]).reshape(1, 2));
        var x = cat([zeros([1, 1, 2, 4]), ones([1, 1, 2, 4])], 3);
        var crops = Defended.Wrap(network, [new RandomCrops(1000, 0.5)], new Rng(1));
        double[] p = crops.Logits(x, new Draws(new Rng(2), DefenceSamples.Draws(1))).exp().to(float64).data<double>().ToArray();
        Assert.Equal(1, p.Sum(), 1e-4);
        // Of the five places of a crop, two show mostly zeros, two mostly ones, and the middle one ties.
        Assert.InRange(p[1], 0.5 - 4 * 0.0158, 0.5 + 4 * 0.0158);
    }

    [Fact]
    public void Prune_KeepsEachActivationAsOftenAsDrawsWithReplacementDo_AndTheMeanStays()
    {
        using var scope = NewDisposeScope();
        const int Times = 4000;
        float[] h = [0, 0.1f, 0.2f, 0.3f, 0.4f, 1f, 1f, 5f];
        var shape = new ImageShape(1, 1, h.Length);
        var pruned = Defended.Wrap(DefenceSamples.Pixels(shape, relu: true), [new ActivationPruning(0.5)], new Rng(1));
        var draws = Enumerable.Range(0, Times).Select(k => new NoiseAddress(NoiseStream.Defence, 0, k)).ToArray();
        var kept = pruned.Logits(tensor(h, shape.Batch(1)).expand(Times, 1, 1, h.Length), new Draws(new Rng(3), draws));
        float[] share = kept.ne(0).to(float32).mean([0]).data<float>().ToArray(), mean = kept.mean([0]).data<float>().ToArray();
        for (int j = 0; j < h.Length; j++)
        {
            double p = h[j] / 8.0, hit = 1 - Math.Pow(1 - p, 4); // four draws
            double error = Math.Sqrt(hit * (1 - hit) / Times);
            Assert.InRange(share[j], hit - (4 * error), hit + (4 * error));
            Assert.InRange(mean[j], h[j] - (4 * error * h[j] / Math.Max(hit, 1e-9)) - 1e-6,
                h[j] + (4 * error * h[j] / Math.Max(hit, 1e-9)) + 1e-6);
        }
    }

    [Fact]
    public void Prune_AllActivationsZero_StayZero()
    {
        using var scope = NewDisposeScope();
        var pruned = Defended.Wrap(DefenceSamples.Pixels(Shape, relu: true), [new ActivationPruning()], new Rng(1));
        Assert.Equal(0, pruned.Logits(zeros(Shape.Batch(1))).abs().max().ToDouble());
    }

    [Fact]
    public void TotalVariation_OfTwoPixels_MovesThemTogetherByTwiceLambda()
    {
        using var scope = NewDisposeScope();
        // min 1/2 (a - 0.2)^2 + 1/2 (b - 0.8)^2 + 0.1 |a - b| is at 0.3 and 0.7; with b forgotten, at 0.2 and 0.2.
        var x = tensor([0.2f, 0.8f], [1, 1, 1, 2]);
        var solver = new TotalVariation(Lambda: 0.1, Steps: 500);
        Assert.All(solver.Minimise(x, ones([1, 1, 1, 2])).data<float>().ToArray().Zip([0.3f, 0.7f]), v =>
            Assert.Equal(v.Second, v.First, 1e-4f));
        Assert.All(solver.Minimise(x, tensor([1f, 0f], [1, 1, 1, 2])).data<float>().ToArray(), v => Assert.Equal(0.2f, v, 1e-4f));
    }

    [Fact]
    public void TotalVariation_Minimiser_IsNotBeatenByItsNeighbours()
    {
        using var scope = NewDisposeScope();
        var x = DefenceSamples.Images(Shape, 1);
        var mask = DefenceSamples.Images(Shape, 2).narrow(0, 1, 1).gt(0.5).to(float32);
        double Energy(Tensor z)
        {
            var down = cat([z.narrow(2, 1, 15) - z.narrow(2, 0, 15), zeros([1, 1, 1, 16])], 2);
            var right = cat([z.narrow(3, 1, 15) - z.narrow(3, 0, 15), zeros([1, 1, 16, 1])], 3);
            return (((z - x).square() * mask).sum() / 2 + (down.square() + right.square()).sqrt().sum() * 0.03).ToDouble();
        }
        var best = new TotalVariation(Steps: 3000).Minimise(x, mask);
        Assert.InRange(Energy(new TotalVariation().Minimise(x, mask)), Energy(best) - 1e-4, Energy(best) * 1.02);
        for (int k = 0; k < 20; k++)
            Assert.True(Energy(best + (DefenceSamples.Images(Shape, k + 1).narrow(0, k, 1) - 0.5) * 0.05) > Energy(best));
    }

    [NativeImageFact(NativeImages.Jpeg)]
    public void Shield_EveryBlock_ComesFromOneOfFourQualities_EachAsOften()
    {
        using var scope = NewDisposeScope();
        var x = DefenceSamples.Images(Shape, 1);
        Tensor[] qualities = [.. new[] { 20, 40, 60, 80 }.Select(q => Many($"jpeg:{q}", x, 1)[0])];
        int[] taken = new int[4];
        foreach (var image in Many("shield", x, 200))
        {
            for (int block = 0; block < 4; block++)
            {
                Tensor Part(Tensor t) => t.narrow(0, block / 2 * 8, 8).narrow(1, block % 2 * 8, 8);
                taken[Assert.Single(Enumerable.Range(0, 4), q => Part(image).Equals(Part(qualities[q])))]++;
            }
        }
        // 800 blocks, deviation sqrt(800 * 3/16)
        Assert.All(taken, count => Assert.InRange(count, 200 - 4 * 12.25, 200 + 4 * 12.25));
    }

    /// <summary>What the network sees at many draws, as [H,W] each.</summary>
    private static Tensor[] Many(string text, Tensor x, int times)
    {
        var classifier = Defended.Wrap(DefenceSamples.Pixels(Shape), [DefenceSpec.Parse(text)], new Rng(1));
        var draws = Enumerable.Range(0, times).Select(k => new NoiseAddress(NoiseStream.Defence, 7, k)).ToArray();
        var seen = classifier.Logits(x.expand(times, 1, 16, 16).contiguous(), new Draws(new Rng(4), draws))
            .reshape(times, 16, 16);
        return [.. Enumerable.Range(0, times).Select(k => seen[k])];
    }
}
