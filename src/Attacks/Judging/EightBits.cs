namespace Audit.Attacks;

/// <summary>Images brought onto the grid of 8 bits without leaving any ball around the clean one.</summary>
internal static class EightBits
{
    private const int Levels = 255;

    /// <summary>Each pixel to the nearest multiple of 1/255 that is no further from the clean pixel, which is one
    /// itself.</summary>
    /// <param name="x">Clean image, float32, on the grid.</param>
    /// <param name="adversarial">Perturbed image in [0,1]; changed in place.</param>
    public static void Bring(ReadOnlySpan<float> x, Span<float> adversarial)
    {
        for (int i = 0; i < x.Length; i++)
        {
            int level = (int)MathF.Round(adversarial[i] * Levels);
            if (adversarial[i] >= x[i] ? level / (float)Levels > adversarial[i] : level / (float)Levels < adversarial[i])
                level += adversarial[i] >= x[i] ? -1 : 1;
            adversarial[i] = level / (float)Levels;
        }
    }
}
