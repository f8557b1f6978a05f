using Audit.Bounds;
using Audit.Certify;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Records.Items;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

/// <summary>Complete certificates against exact arithmetic and against bounds.</summary>
public class CompleteCertifierTests
{
    private static BoundOptions Options(double epsilon) => new()
    {
        Method = BoundMethod.Complete,
        Epsilon = epsilon,
        Arithmetic = BoundArithmetic.Sound,
    };

    [Fact]
    public void Certificates_AreOfTheExactRadius_AndCounterexamplesOfExactLogits()
    {
        using var scope = NewDisposeScope();
        // Logits (|x1 - x2|, 1/4): class 0 at (.8, .2) as long as the distance stays above 1/4, that is up to epsilon .175.
        var graph = BoundNets.Mlp((new double[,] { { 1, -1 }, { -1, 1 } }, [0, 0]),
            (new double[,] { { 1, 1 }, { 0, 0 } }, [0, 0.25]));
        var x = tensor([0.8f, 0.2f], [1, 1, 1, 2]);
        foreach (double epsilon in (double[])[0.1, 0.17, 0.18, 0.3])
        {
            var certificate = new CompleteCertifier(graph, Options(epsilon)).Certify(x, [0], new Rng(0))[0];
            var record = BoundRecord.From(0, 0, certificate, epsilon);
            if (epsilon < 0.175)
            {
                Assert.True(record.Correct && record.Radius == epsilon && record.MarginLower > 0);
                Assert.InRange(record.MarginLower!.Value, 0, 0.35 - 2 * epsilon + 1e-6);
                continue;
            }
            Assert.IsType<Abstained>(certificate.Verdict);
            Assert.Equal("violated: an image of the region has class 1", record.Reason);
            Assert.Null(record.MarginLower);
            var found = record.Counterexample!;
            Assert.All(found.Pixels.Zip([0.8f, 0.2f]), p =>
                Assert.True(Rational.Of(p.First) - Rational.Of(p.Second) <= Rational.Of(epsilon)
                && Rational.Of(p.Second) - Rational.Of(p.First) <= Rational.Of(epsilon) && p.First is >= 0 and <= 1));
            var logits = ExactNetwork.Run(graph, [.. found.Pixels.Select(p => (double)p)]);
            Assert.True(logits[0] <= logits[1]);
        }
    }

    [Fact]
    public void OptionsThatItHasNot_AreRefused()
    {
        Assert.Empty(Options(0.1).Validate());
        foreach (var wrong in (BoundOptions[])[Options(0.1) with { Epsilon = null }, Options(0.1) with { Norm = Norm.L2 },
            Options(0.1) with { Arithmetic = BoundArithmetic.Float32 }, Options(0.1) with { Margins = true }])
            Assert.Contains(wrong.Validate(), problem => problem.Contains("complete", StringComparison.Ordinal));
    }
}
