using Audit.Formats;

namespace Audit.Datasets.Glyphs;

/// <summary>Turns a scene into bytes.</summary>
internal static class Renderer
{
    internal const int Size = 32;
    private const int Plane = Size * Size;

    /// <param name="scene">What to draw.</param>
    /// <param name="pixels">[3,32,32], written whole.</param>
    public static void Render(Scene scene, Span<byte> pixels)
    {
        double[] image = new double[3 * Plane];
        for (int i = 0; i < Plane; i++)
        {
            Vec point = new(i % Size + 0.5, i / Size + 0.5);
            Rgb colour = scene.Thing.Over(scene.Backdrop.At(point), point);
            colour = scene.Camera.Expose(scene.Twig?.Over(colour, point) ?? colour, point);
            (image[i], image[Plane + i], image[2 * Plane + i]) = (colour.R, colour.G, colour.B);
        }

        double[] scratch = new double[image.Length];
        Blur(image, scratch, 1, scene.Camera.Blur);
        Blur(scratch, image, Size, scene.Camera.Blur);

        SplitMix noise = new(scene.Camera.NoiseSeed);
        for (int i = 0; i < image.Length; i++)
        {
            // The sum of four uniform numbers in [-1/2, 1/2) has variance 1/3 and is near enough to a Gaussian.
            double bell = noise.Unit() + noise.Unit() + noise.Unit() + noise.Unit() - 2;
            double value = image[i] + scene.Camera.Noise * 1.7320508 * bell;
            pixels[i] = (byte)Math.Floor(Math.Clamp(value, 0, 1) * 255 + 0.5);
        }
    }

    /// <summary>Filters along rows (stride 1) or columns (stride 32), repeating the edge.</summary>
    private static void Blur(double[] from, double[] to, int stride, double weight)
    {
        for (int i = 0; i < from.Length; i++)
        {
            int position = i / stride % Size;
            double before = from[position > 0 ? i - stride : i], after = from[position < Size - 1 ? i + stride : i];
            to[i] = from[i] * (1 - 2 * weight) + (before + after) * weight;
        }
    }
}
