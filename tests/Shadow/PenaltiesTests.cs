using Audit.Noise;
using Audit.Shadow;
using static TorchSharp.torch;

namespace Audit.Tests.Shadow;

public class PenaltiesTests
{
    public static readonly TheoryData<string> Names = ["tv", "color", "dissim", "tv paper", "dissim paper", "dissim statwiki"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_AgreesWithCentralDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var penalty = Of(name);
        var delta = Random([1, 3, 4, 5]);
        var leaf = delta.clone().requires_grad_();
        double[] gradient = autograd.grad([penalty(leaf).sum()], [leaf])[0].data<double>().ToArray();
        double[] values = delta.data<double>().ToArray();
        const double h = 1e-6;
        for (int k = 0; k < values.Length; k++)
        {
            double At(double shift)
            {
                double[] moved = [.. values];
                moved[k] += shift;
                return penalty(tensor(moved, [1, 3, 4, 5])).sum().ToDouble();
            }
            Assert.Equal((At(h) - At(-h)) / (2 * h), gradient[k], 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_OfABatch_AreThoseOfItsItems(string name)
    {
        using var scope = NewDisposeScope();
        var batch = Random([3, 3, 4, 4]);
        var whole = Of(name)(batch);
        for (int k = 0; k < 3; k++)
            Assert.Equal(Of(name)(batch.narrow(0, k, 1)).ToDouble(), whole.select(0, k).ToDouble(), 12);
    }

    [Fact]
    public void TotalVariation_HandExample()
    {
        // Rows (0 1) and (3 1): across 1^2 + 2^2, down 3^2 + 0^2.
        using var scope = NewDisposeScope();
        Assert.Equal(14, Penalties.TotalVariation(tensor([0.0, 1, 3, 1], [1, 1, 2, 2])).ToDouble(), 12);
    }

    [Fact]
    public void Color_HandExample()
    {
        // Channel means of |delta|: 1, 2, 0.5.
        using var scope = NewDisposeScope();
        Assert.Equal(1 + 4 + 0.25, Penalties.Color(tensor([1.0, -1, 2, 2, 0, 1], [1, 3, 1, 2])).ToDouble(), 12);
    }

    [Fact]
    public void Dissimilarity_HandExample()
    {
        // Pixel 1: (1-2)^2 + (2-4)^2 + (1-4)^2 = 14; pixel 2: 0: norm 14.
        using var scope = NewDisposeScope();
        Assert.Equal(14, Penalties.Dissimilarity(tensor([1.0, 5, 2, 5, 4, 5], [1, 3, 1, 2])).ToDouble(), 12);
    }

    [Fact]
    public void OtherForms_HandExamples()
    {
        using var scope = NewDisposeScope();
        // Rows (0 1) and (3 1): across 1 + 2, down 3 + 0.
        Assert.Equal(6, Penalties.TotalVariation(tensor([0.0, 1, 3, 1], [1, 1, 2, 2]), PenaltyForm.Paper).ToDouble(), 12);
        // Pixel 1: differences -1, -2, -3; pixel 2: 0, 4, 4.
        var delta = tensor([1.0, 5, 2, 5, 4, 1], [1, 3, 1, 2]);
        Assert.Equal(Math.Sqrt(1 + 16 + 81 + 256 + 256), Penalties.Dissimilarity(delta, PenaltyForm.Paper).ToDouble(), 12);
        Assert.Equal(1 + Math.Sqrt(4 + 16) + Math.Sqrt(9 + 16), Penalties.Dissimilarity(delta, PenaltyForm.Statwiki).ToDouble(),
            12);
    }

    [Fact]
    public void Dissimilarity_OneChannel_IsExactlyZeroWithZeroGradient()
    {
        using var scope = NewDisposeScope();
        var delta = Random([2, 1, 4, 4]).requires_grad_();
        Assert.Equal([0.0, 0.0], Penalties.Dissimilarity(delta).data<double>().ToArray());
        var shared = Penalties.Dissimilarity(delta.expand(-1, 3, -1, -1));
        Assert.Equal([0.0, 0.0], shared.data<double>().ToArray());
        Assert.All(autograd.grad([shared.sum()], [delta])[0].data<double>().ToArray(), g => Assert.Equal(0.0, g));
    }

    private static Func<Tensor, Tensor> Of(string name) => name switch
    {
        "tv" => d => Penalties.TotalVariation(d),
        "color" => Penalties.Color,
        "tv paper" => d => Penalties.TotalVariation(d, PenaltyForm.Paper),
        "dissim paper" => d => Penalties.Dissimilarity(d, PenaltyForm.Paper),
        "dissim statwiki" => d => Penalties.Dissimilarity(d, PenaltyForm.Statwiki),
        _ => d => Penalties.Dissimilarity(d),
    };

    private static Tensor Random(long[] shape)
    {
        var values = new float[shape.Aggregate((a, b) => a * b)];
        GaussianNoise.Fill(values, new Rng(3), new NoiseAddress(NoiseStream.Start, 0, 0));
        return tensor(values, shape, float64);
    }
}
