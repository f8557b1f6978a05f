using System.Globalization;
using Audit.Import;
using Audit.Networks.Engine;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Noise;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Engine;

/// <summary>What docs/performance.md says of the committed checkpoints' votes.</summary>
public class AgreementTests(ITestOutputHelper output)
{
    /// <summary>Largest difference of a float32 logit from Forward's, in the logits' own unit.</summary>
    private const double Tolerance = 1e-4;

    [EngineTheory]
    [InlineData("cifar10-resnet20-sigma0.25", 0.25)]
    [InlineData("cifar10-resnet20-sigma0.50", 0.5)]
    public void Votes_CommittedCheckpoint_DifferOnlyWhereTheTopTwoAreClose(string name, double sigma)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var model = ModelLoader.Load(Path.Combine(Repository.Root, "models", $"{name}.safetensors"), new LoadOptions());
        var x = Noisy((float)sigma, 512);
        var expected = Forward.Run(model.Graph!, x);
        var actual = CompiledClassifier.TryCreate(model.Graph!, Precision.Float32, out _)!.Logits(x);
        double largest = (expected - actual).abs().max().ToDouble();
        var (top, _) = expected.topk(2, 1);
        float[] gap = (top.select(1, 0) - top.select(1, 1)).data<float>().ToArray();
        long[] before = expected.argmax(1).data<long>().ToArray(), after = actual.argmax(1).data<long>().ToArray();
        int differ = before.Zip(after).Count(v => v.First != v.Second), close = gap.Count(g => g < Tolerance);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: largest logit difference {largest:G3} (logits to {expected.abs().max().ToDouble():G3}); {differ} of 512 "
            + $"votes differ, {close} with a gap below {Tolerance}"));
        Assert.True(largest < Tolerance / 2);
        Assert.All(Enumerable.Range(0, 512).Where(k => before[k] != after[k]), k => Assert.True(gap[k] < Tolerance));
        if (CompiledClassifier.TryCreate(model.Graph!, Precision.Bfloat16, out _) is not { } rounded)
            return;
        var bfloat16 = rounded.Logits(x);
        int other = bfloat16.argmax(1).data<long>().ToArray().Zip(before).Count(v => v.First != v.Second);
        double far = (expected - bfloat16).abs().max().ToDouble();
        output.WriteLine(FormattableString.Invariant(
            $"{name}, bfloat16: largest logit difference {far:G3}; {other} of 512 votes differ"));
        Assert.InRange(far, 1e-3, 1);
        Assert.InRange(other, 0, 51);
    }

    /// <summary>Procedural images under the noise that the networks were trained with: near decision boundaries and away from
    /// them.</summary>
    private static Tensor Noisy(float sigma, int count)
    {
        var values = new float[count * 3072];
        for (int k = 0; k < count; k++)
        {
            var row = values.AsSpan(k * 3072, 3072);
            UniformNoise.Fill(row, new Rng(3), new NoiseAddress(NoiseStream.Start, k / 16, 0));
            // Blocks of 8 x 8 equal pixels: something like a picture.
            for (int p = 0; p < 3072; p++)
                row[p] = row[p / 1024 * 1024 + p / 32 % 32 / 8 * 8 * 32 + p % 32 / 8 * 8];
            GaussianNoise.AddTo(row, sigma, row, new Rng(3), new NoiseAddress(NoiseStream.Prediction, k, 0));
        }
        return tensor(values, [count, 3, 32, 32]);
    }
}
