using System.Collections.Concurrent;
using Audit.Certify;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

/// <summary>The votes of compiled networks: a network in their place that notes what it is shown.</summary>
public class UnitSamplingTests
{
    private static readonly NoiseAddress First = new(NoiseStream.Estimation, 7, 30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Votes_EverySample_SeesItsOwnAddressedNoise(int threads)
    {
        using var scope = NewDisposeScope();
        const int samples = 100, elements = 6;
        var recorder = new Recorder();
        var votes = new NoisySampling(recorder, new GaussianL2(0.5), threads: threads)
            .Votes(full([1, 2, 3], 0.25), samples, new Rng(9), First);
        var noise = new float[elements];
        for (int k = 0; k < samples; k++)
        {
            GaussianNoise.Fill(noise, new Rng(9), First.Next(k));
            float[] expected = [.. noise.Select(z => 0.25f + 0.5f * z)];
            Assert.Equal(1, recorder.Shown.Count(shown => shown.SequenceEqual(expected)));
            // Its vote is the sign of its first pixel: each sample has its own.
            Assert.Equal(expected[0] > 0 ? 1 : 0, votes[k]);
        }
    }

    /// <summary>Class 1 where the first pixel is above 0; keeps all images.</summary>
    private sealed class Recorder : IUnitClassifier
    {
        public ConcurrentBag<float[]> Shown { get; } = [];

        public ImageShape InputShape { get; } = new(1, 2, 3);

        public int Classes => 2;

        public Device Device => CPU;

        public int Unit => 8;

        public void UnitLogits(ReadOnlySpan<float> images, Span<float> logits)
        {
            for (int k = 0; k < Unit; k++)
            {
                float[] image = images.Slice(k * 6, 6).ToArray();
                Shown.Add(image);
                (logits[2 * k], logits[(2 * k) + 1]) = (-image[0], image[0]);
            }
        }

        public Tensor Logits(Tensor x, Draws draws = default) => throw new NotSupportedException("units only");
    }
}
