using Audit.Inputs;

namespace Audit.Datasets.Decoding;

/// <summary>Resizing and cropping.</summary>
internal static class Resampling
{
    /// <summary>Scales so that the shorter side has the given length (the longer is rounded down): bilinear, widened over all
    /// covered pixels when shrinking.</summary>
    /// <remarks>The filter of Pillow's BILINEAR (a triangle of half width max(1, factor)), evaluated in double precision and
    /// rounded to bytes after each direction.</remarks>
    public static RgbImage ShorterSide(RgbImage image, int side)
    {
        int shorter = Math.Min(image.Height, image.Width);
        if (shorter == side)
            return image;
        int height = image.Height == shorter ? side : (int)((long)side * image.Height / shorter);
        int width = image.Width == shorter ? side : (int)((long)side * image.Width / shorter);
        if ((long)height * width > ImageDecoder.MostPixels)
            throw new UsageException($"an image of {image.Width}x{image.Height} becomes too large at a shorter side of {side}");
        var wide = Filter(image.Pixels, image.Height, image.Width, width, pixelStep: 3, lineStep: 3 * image.Width,
            outPixelStep: 3, outLineStep: 3 * width);
        var both = Filter(wide, width, image.Height, height, pixelStep: 3 * width, lineStep: 3, outPixelStep: 3 * width,
            outLineStep: 3);
        return new RgbImage(height, width, both);
    }

    /// <summary>The middle square; the odd pixel is left over at the bottom and right.</summary>
    public static RgbImage CentreCrop(RgbImage image, int side)
    {
        if (image.Height < side || image.Width < side)
            throw new UsageException($"an image of {image.Width}x{image.Height} cannot be cut to {side}x{side}: add resize=");
        int top = (image.Height - side) / 2, left = (image.Width - side) / 2;
        var pixels = new byte[3 * side * side];
        for (int row = 0; row < side; row++)
            image.Pixels.AsSpan(3 * ((top + row) * image.Width + left), 3 * side).CopyTo(pixels.AsSpan(3 * row * side));
        return new RgbImage(side, side, pixels);
    }

    private static byte[] Filter(byte[] source, int lines, int from, int to, int pixelStep, int lineStep, int outPixelStep,
        int outLineStep)
    {
        var result = new byte[3 * lines * to];
        double scale = (double)from / to, reach = Math.Max(1, scale);
        for (int k = 0; k < to; k++)
        {
            double centre = (k + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - reach + 0.5)), last = Math.Min(from, (int)(centre + reach + 0.5));
            var weights = new double[last - first];
            for (int i = first; i < last; i++)
                weights[i - first] = Math.Max(0, 1 - Math.Abs((i + 0.5 - centre) / reach));
            double total = weights.Sum();
            for (int line = 0; line < lines; line++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    double sum = 0;
                    for (int i = first; i < last; i++)
                        sum += weights[i - first] * source[line * lineStep + i * pixelStep + channel];
                    result[line * outLineStep + k * outPixelStep + channel] = (byte)Math.Clamp(Math.Floor(sum / total + 0.5), 0,
                        255);
                }
            }
        }
        return result;
    }
}
