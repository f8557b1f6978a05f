using Audit.Shadow;
using static TorchSharp.torch;

namespace Audit.Tests.Shadow;

/// <summary>The measures of how different images look, written out once more with loops.</summary>
public class PerceptionTests
{
    [Fact]
    public void EqualImages_AreOneAndZero()
    {
        using var scope = NewDisposeScope();
        var x = LaboratoryTests.Uniform([3, 16, 16], 1);
        Assert.Equal(1, Perception.Similarity(x, x), 1e-9);
        Assert.Equal(0, Perception.GradientDeviation(x, x), 1e-9);
    }

    [Fact]
    public void Similarity_IsTheMeanOverWindowsWrittenOut()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (LaboratoryTests.Uniform([1, 13, 12], 1), LaboratoryTests.Uniform([1, 13, 12], 2) * 0.5 + 0.2);
        double[,] p = Values(a), q = Values(b);
        double total = 0;
        int windows = 0;
        for (int y = 0; y + 11 <= 13; y++)
        {
            for (int x = 0; x + 11 <= 12; x++)
            {
                double sum = 0, ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
                for (int i = 0; i < 11; i++)
                {
                    for (int j = 0; j < 11; j++)
                    {
                        double w = Math.Exp(-((i - 5) * (i - 5) + (j - 5) * (j - 5)) / 4.5), u = p[y + i, x + j], v = q[y + i, x
                            + j];
                        (sum, ma, mb) = (sum + w, ma + w * u, mb + w * v);
                        (aa, bb, ab) = (aa + w * u * u, bb + w * v * v, ab + w * u * v);
                    }
                }
                (ma, mb) = (ma / sum, mb / sum);
                (aa, bb, ab) = (aa / sum - ma * ma, bb / sum - mb * mb, ab / sum - ma * mb);
                total += (2 * ma * mb + 1e-4) * (2 * ab + 9e-4) / ((ma * ma + mb * mb + 1e-4) * (aa + bb + 9e-4));
                windows++;
            }
        }
        Assert.Equal(total / windows, Perception.Similarity(a, b), 1e-6);
    }

    [Fact]
    public void GradientDeviation_IsTheDeviationOfTheSimilaritiesWrittenOut()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (LaboratoryTests.Uniform([1, 10, 8], 1), LaboratoryTests.Uniform([1, 10, 8], 2));
        double[,] p = Gradient(Values(a)), q = Gradient(Values(b));
        const double c = 170.0 / 65025;
        double[] map = [.. p.Cast<double>().Zip(q.Cast<double>(), (u, v) => (2 * u * v + c) / (u * u + v * v + c))];
        double mean = map.Average();
        Assert.Equal(Math.Sqrt(map.Average(m => (m - mean) * (m - mean))), Perception.GradientDeviation(a, b), 1e-6);
    }

    [Fact]
    public void AColourThatIsAsBright_IsNoDifference()
    {
        using var scope = NewDisposeScope();
        var x = full([3, 12, 12], 0.5);
        var y = x.clone();
        y.select(0, 0).add_(0.1);
        y.select(0, 2).add_(-0.1 * 0.299 / 0.114);
        Assert.Equal(1, Perception.Similarity(x, y), 1e-5);
    }

    private static double[,] Gradient(double[,] x)
    {
        int h = x.GetLength(0) / 2, w = x.GetLength(1) / 2;
        var half = new double[h, w];
        for (int i = 0; i < h; i++)
        {
            for (int j = 0; j < w; j++)
                half[i, j] = (x[2 * i, 2 * j] + x[2 * i + 1, 2 * j] + x[2 * i, 2 * j + 1] + x[2 * i + 1, 2 * j + 1]) / 4;
        }
        var magnitude = new double[h - 2, w - 2];
        for (int i = 0; i < h - 2; i++)
        {
            for (int j = 0; j < w - 2; j++)
            {
                double across = 0, down = 0;
                for (int k = 0; k < 3; k++)
                {
                    across += (half[i + k, j] - half[i + k, j + 2]) / 3;
                    down += (half[i, j + k] - half[i + 2, j + k]) / 3;
                }
                magnitude[i, j] = Math.Sqrt(across * across + down * down);
            }
        }
        return magnitude;
    }

    private static double[,] Values(Tensor x)
    {
        var values = new double[x.size(1), x.size(2)];
        float[] flat = x.contiguous().data<float>().ToArray();
        for (int k = 0; k < flat.Length; k++)
            values[k / (int)x.size(2), k % (int)x.size(2)] = flat[k];
        return values;
    }
}
