using Audit.Certify;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

public class NoisySamplingTests
{
    private static readonly NoiseAddress First = new(NoiseStream.Estimation, 7, 0);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 2)]
    [InlineData(100, 2)]
    [InlineData(1000, 1)]
    public void Count_AnyBatchAndThreads_SameVotes(int batch, int threads)
    {
        using var scope = NewDisposeScope();
        var classifier = SmallNetwork();
        var x = full([3, 32, 32], 0.5);
        var expected = new NoisySampling(classifier, new GaussianL2(3)).Count(x, 300, new Rng(5), First);
        int before = get_num_threads();
        try
        {
            set_num_threads(threads);
            var actual = new NoisySampling(classifier, new GaussianL2(3), batch, threads).Count(x, 300, new Rng(5), First);
            Assert.Equal(expected.PerClass, actual.PerClass);
        }
        finally
        {
            set_num_threads(before);
        }
        Assert.Equal(300, expected.PerClass.Sum());
        Assert.True(expected.PerClass.Count(v => v > 0) > 1, "the votes should be split, or the test shows nothing");
    }

    [Fact]
    public void Count_TwoPartsByAddress_AddUpToTheWhole()
    {
        using var scope = NewDisposeScope();
        var sampling = new NoisySampling(SmallNetwork(), new GaussianL2(3));
        var x = full([3, 32, 32], 0.5);
        var whole = sampling.Count(x, 192, new Rng(5), First);
        var (a, b) = (sampling.Count(x, 64, new Rng(5), First), sampling.Count(x, 128, new Rng(5), First.Next(64)));
        Assert.Equal(whole.PerClass, a.PerClass.Zip(b.PerClass, (p, q) => p + q));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Device_VotesInOrder_AreThoseOfTheCpu(int batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var classifier = SmallNetwork();
        var x = full([3, 32, 32], 0.5);
        var votes = new List<int?>();
        new DeviceSampling(classifier, new GaussianSampler(3), batch).Visit(x, 300, new Rng(5), First, vote =>
        {
            votes.Add(vote);
            return votes.Count < 290;
        });
        Assert.Equal(new NoisySampling(classifier, new GaussianL2(3)).Votes(x, 290, new Rng(5), First), votes);
    }

    [Fact]
    public void Device_TiesAndLogitsThatAreNotFinite_AreTheLowestClassAndNone()
    {
        using var scope = NewDisposeScope();
        var votes = new List<int?>();
        var spy = new FunctionClassifier(new ImageShape(1, 1, 1), 3, x =>
            tensor([1f, 2, 2, float.NaN, 0, 0, 0, float.PositiveInfinity, 0]).reshape(3, 3).repeat(22, 1)
            .narrow(0, 0, x.size(0)));
        new DeviceSampling(spy, new GaussianSampler(1)).Visit(zeros([1, 1, 1]), 3, new Rng(5), First, vote =>
        {
            votes.Add(vote);
            return true;
        });
        Assert.Equal([1, null, null], votes);
    }

    [Fact]
    public void Count_NoiseThatTheNetworkSees_IsTheAddressedNoise()
    {
        using var scope = NewDisposeScope();
        var seen = new List<float>();
        var spy = new FunctionClassifier(new ImageShape(1, 2, 3), 2, x =>
        {
            seen.AddRange(x.data<float>().ToArray());
            return zeros([x.size(0), 2]);
        });
        var x = full([1, 2, 3], 0.25);
        new NoisySampling(spy, new GaussianL2(0.5)).Count(x, 70, new Rng(9), First);
        for (int sample = 0; sample < 70; sample++)
        {
            var noise = new float[6];
            GaussianNoise.Fill(noise, new Rng(9), First.Next(sample));
            Assert.Equal(noise.Select(z => 0.25f + 0.5f * z), seen.Skip(6 * sample).Take(6));
        }
    }

    [Fact]
    public void Count_SigmaBetweenTwoFloats_NoiseIsNeverWeakerThanSigma()
    {
        using var scope = NewDisposeScope();
        float largest = 0;
        var spy = new FunctionClassifier(new ImageShape(1, 1, 1), 2, x =>
        {
            largest = x.data<float>().ToArray()[0];
            return zeros([x.size(0), 2]);
        });
        var unit = new float[1];
        GaussianNoise.Fill(unit, new Rng(9), First);
        new NoisySampling(spy, new GaussianL2(0.12)).Count(zeros([1, 1, 1]), 1, new Rng(9), First);
        Assert.True((float)0.12 < 0.12);
        Assert.Equal(MathF.BitIncrement((float)0.12) * unit[0], largest);
    }

    private static GraphClassifier SmallNetwork() =>
        new(Architecture.Build(new ArchitectureSpec("cnn-small", new ImageShape(3, 32, 32), 10, null),
            new Initializer(new Rng(1))));
}
