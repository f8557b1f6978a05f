using System.Runtime.InteropServices;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>Images of the kinds that certificates and attacks show, made by rule: for checks that have no data.</summary>
public static class Pictures
{
    /// <summary>Side of the flat patches.</summary>
    private const int Patch = 4;

    private static readonly float[] Sigmas = [0, 0.12f, 0.25f, 0.5f, 1];

    /// <summary>Flat patches as pictures have them, uniform noise, black and white, in turn, each under Gaussian noise of another
    /// size.</summary>
    /// <returns>[count,C,H,W]; always the same.</returns>
    public static Tensor Noisy(ImageShape shape, int count)
    {
        var x = zeros(shape.Batch(count));
        var values = MemoryMarshal.Cast<byte, float>(x.bytes);
        var rng = new Rng(0).Derive("pictures");
        for (int k = 0; k < count; k++)
        {
            var row = values.Slice(k * shape.Elements, shape.Elements);
            Fill(row, k, shape, rng);
            float sigma = Sigmas[k % Sigmas.Length];
            if (sigma > 0)
                GaussianNoise.AddTo(row, sigma, row, rng, new NoiseAddress(NoiseStream.Diagnosis, k, 1));
        }
        return x;
    }

    private static void Fill(Span<float> row, int k, ImageShape s, Rng rng)
    {
        if (k % 6 >= 4)
        {
            row.Fill(k % 2);
            return;
        }
        UniformNoise.Fill(row, rng, new NoiseAddress(NoiseStream.Diagnosis, k, 0));
        if (k % 6 == 3)
            return;
        for (int p = 0; p < row.Length; p++)
        {
            int column = p % s.Width, line = p / s.Width % s.Height;
            row[p] = row[p - (line % Patch * s.Width) - (column % Patch)];
        }
    }
}
