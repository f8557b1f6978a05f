using System.Globalization;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Networks.Engine;

/// <summary>How near a compiled network's logits are to <see cref="Interpreters.Forward"/>'s on some images.</summary>
/// <param name="Precision">Arithmetic of the compiled network.</param>
/// <param name="Images">Images compared.</param>
/// <param name="Largest">Largest difference of a logit over the images where both are finite.</param>
/// <param name="Magnitude">Largest absolute logit there.</param>
/// <param name="VotesThatDiffer">Images with another top class.</param>
/// <param name="LostNonFinite">Images with finite logits although Forward's hold a NaN or an infinity.</param>
/// <param name="NewNonFinite">The other way round, images that hold a NaN or an infinity themselves left out.</param>
public sealed record EngineAgreement(Precision Precision, int Images, double Largest, double Magnitude, int VotesThatDiffer,
    int LostNonFinite, int NewNonFinite)
{
    /// <summary>Largest difference, relative to the largest logit, that rounding may explain: measured ones are some 2e-6 in
    /// float32 and up to 3e-2 in bfloat16 (docs/performance.md).</summary>
    public double Allowed => (Precision == Precision.Float32 ? 1e-4 : 0.1) * Magnitude;

    /// <summary>Why nothing may run on the engine, in one line; null where the two agree.</summary>
    public string? Disagreement =>
        LostNonFinite > 0 ? $"it gives finite logits for {LostNonFinite} of {Images} images where libtorch gives NaN or infinity"
        : NewNonFinite > 0 ? $"it gives NaN or infinity for {NewNonFinite} of {Images} images where libtorch gives finite logits"
        : Largest <= Allowed ? null
        : string.Create(CultureInfo.InvariantCulture,
        $"its logits differ from libtorch's by up to {Largest:G3} (logits up to {Magnitude:G3}), and {VotesThatDiffer} of "
        + $"{Images} votes differ");

    /// <summary>Compares logits [N,classes].</summary>
    /// <param name="broken">How many images, the last ones, hold a NaN or an infinity.</param>
    public static EngineAgreement Of(Precision precision, Tensor expected, Tensor actual, int broken)
    {
        int images = checked((int)expected.size(0)), classes = checked((int)expected.size(1));
        float[] before = expected.data<float>().ToArray(), after = actual.data<float>().ToArray();
        double largest = 0, magnitude = 0;
        int votes = 0, lost = 0, added = 0;
        for (int k = 0; k < images; k++)
        {
            var e = before.AsSpan(k * classes, classes);
            var a = after.AsSpan(k * classes, classes);
            bool known = AllFinite(e), given = AllFinite(a);
            lost += !known && given ? 1 : 0;
            added += known && !given && k < images - broken ? 1 : 0;
            if (!known || !given)
                continue;
            for (int c = 0; c < classes; c++)
            {
                largest = Math.Max(largest, Math.Abs((double)e[c] - a[c]));
                magnitude = Math.Max(magnitude, Math.Abs(e[c]));
            }
            votes += Top(e) != Top(a) ? 1 : 0;
        }
        return new EngineAgreement(precision, images, largest, magnitude, votes, lost, added);
    }

    private static bool AllFinite(ReadOnlySpan<float> logits)
    {
        foreach (float z in logits)
        {
            if (!float.IsFinite(z))
                return false;
        }
        return true;
    }

    private static int Top(ReadOnlySpan<float> logits)
    {
        int top = 0;
        for (int c = 1; c < logits.Length; c++)
            top = logits[c] > logits[top] ? c : top;
        return top;
    }
}
