using System.Globalization;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>How far a network's logits are from stored ones.</summary>
/// <param name="Path">The file of stored logits.</param>
/// <param name="Inputs">Inputs compared.</param>
/// <param name="Largest">Largest absolute difference of a logit.</param>
/// <param name="Magnitude">Largest absolute stored logit.</param>
public sealed record GoldenDifference(string Path, int Inputs, double Largest, double Magnitude)
{
    /// <summary>Float32 networks summed in another order differ by some 1e-6 of their logits; another function by far
    /// more.</summary>
    public double Allowed => 1e-3 * Math.Max(1, Magnitude);
}

/// <summary>Compares a network with logits that someone else computed.</summary>
internal static class GoldenLogits
{
    /// <param name="modelPath">The model's file.</param>
    /// <param name="goldenPath">An .npz with x [N,C,H,W], as the network in the file takes it, and y [N,classes].</param>
    /// <param name="logits">The network as the file has it: without a normalisation that options add.</param>
    /// <exception cref="ModelFormatException">The logits differ by more than rounding explains.</exception>
    public static GoldenDifference Compare(string modelPath, string goldenPath, Func<Tensor, Tensor> logits)
    {
        var file = NpzFile.Read(goldenPath, "x", "y");
        NpyArray x = file["x"], y = file["y"];
        if (x.Shape.Length < 2 || y.Shape.Length != 2 || x.Shape[0] != y.Shape[0] || x.Shape[0] < 1)
            throw new DataFormatException(goldenPath,
                $"expected x [N,C,H,W] and y [N,classes], got [{string.Join(',', x.Shape)}] and [{string.Join(',', y.Shape)}]");
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        float[] got = Logits(logits, tensor(x.ToSingle(), x.Shape)), expected = y.ToSingle();
        if (got.Length != expected.Length)
            throw new DataFormatException(goldenPath, $"holds {expected.Length} logits, {modelPath} gives {got.Length}");
        double largest = 0, magnitude = 0;
        for (int k = 0; k < got.Length; k++)
        {
            double difference = Math.Abs((double)got[k] - expected[k]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
            magnitude = Math.Max(magnitude, Math.Abs(expected[k]));
        }
        var result = new GoldenDifference(goldenPath, (int)x.Shape[0], largest, magnitude);
        return largest <= result.Allowed ? result : throw new ModelFormatException(modelPath,
            string.Create(CultureInfo.InvariantCulture,
            $"its logits differ from those in {goldenPath} by up to {largest:G4}, expected at most {result.Allowed:G4}: it is "
                + $"read as another function than was stored"));
    }

    /// <summary>A batch at a time, so that the file cannot ask for any amount of memory.</summary>
    private static float[] Logits(Func<Tensor, Tensor> logits, Tensor x)
    {
        var parts = new List<float>();
        for (long first = 0; first < x.size(0); first += ActivationMemory.Batch)
        {
            using var scope = NewDisposeScope();
            parts.AddRange(logits(x.narrow(0, first, Math.Min(ActivationMemory.Batch, x.size(0) - first))).data<float>()
                .ToArray());
        }
        return [.. parts];
    }
}
