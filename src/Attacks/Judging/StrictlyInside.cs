using System.Runtime.InteropServices;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Images brought into box and ball so that the distance, computed in double from the stored float32 pixels, obeys the
/// budget.</summary>
internal static class StrictlyInside
{
    /// <summary>Removed beyond the excess, doubled each time: rounding of the pixels may put some back, but not for
    /// ever.</summary>
    private const double Shrink = 1e-6;

    /// <param name="x">Clean image, float32.</param>
    /// <param name="adversarial">Perturbed image; changed in place.</param>
    /// <param name="norm">Norm of the ball.</param>
    /// <param name="epsilon">Its radius; infinite for none.</param>
    public static void Bring(ReadOnlySpan<float> x, Span<float> adversarial, Norm norm, double epsilon)
    {
        for (int i = 0; i < x.Length; i++)
        {
            float value = float.IsNaN(adversarial[i]) ? x[i] : Math.Clamp(adversarial[i], 0, 1);
            if (norm == Norm.Linf)
            {
                // The largest float32 that is at most x + epsilon, and the smallest that is at least x - epsilon.
                double high = x[i] + epsilon, low = x[i] - epsilon;
                if (value > high)
                    value = (float)high > high ? MathF.BitDecrement((float)high) : (float)high;
                if (value < low)
                    value = (float)low < low ? MathF.BitIncrement((float)low) : (float)low;
            }
            adversarial[i] = value;
        }
        if (norm == Norm.Linf)
            return;
        for (double shrink = Shrink, size = Size(x, adversarial, norm); size > epsilon;
            size = Size(x, adversarial, norm), shrink = Math.Min(1, 2 * shrink))
        {
            for (int i = 0; i < x.Length; i++)
                adversarial[i] = (float)(x[i] + ((double)adversarial[i] - x[i]) * (epsilon / size) * (1 - shrink));
        }
    }

    /// <summary>The norm of adversarial - x, in double.</summary>
    public static double Size(ReadOnlySpan<float> x, ReadOnlySpan<float> adversarial, Norm norm)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double d = Math.Abs((double)adversarial[i] - x[i]);
            sum = norm switch { Norm.Linf => Math.Max(sum, d), Norm.L2 => sum + (d * d), _ => sum + d };
        }
        return norm == Norm.L2 ? Math.Sqrt(sum) : sum;
    }

    /// <summary>Number of pixels (channels counted apart) that differ at all.</summary>
    public static int Changed(ReadOnlySpan<float> x, ReadOnlySpan<float> adversarial)
    {
        int changed = 0;
        for (int i = 0; i < x.Length; i++)
            changed += x[i] != adversarial[i] ? 1 : 0;
        return changed;
    }

    /// <summary>The pixels of a CPU tensor.</summary>
    public static Span<float> Pixels(Tensor images) => MemoryMarshal.Cast<byte, float>(images.bytes);
}
