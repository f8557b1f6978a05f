namespace Audit.Shadow;

/// <summary>Superpixels: pixels that are near each other in place and colour (SLIC, Achanta et al. 2012, IEEE TPAMI
/// 34(11)).</summary>
/// <remarks>Differs: distances of colour are those of the channels in [0,1], not of CIELAB; centres start on the grid; a pixel
/// that lies apart from its superpixel stays with it.</remarks>
public static class Slic
{
    private const int Rounds = 10;

    /// <summary>The superpixel of each pixel, [H * W], numbered from 0.</summary>
    /// <param name="pixels">[C,H,W] in [0,1].</param>
    /// <param name="channels">C.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="wanted">About how many superpixels.</param>
    /// <param name="compactness">Colour distance that counts as much as the distance between centres.</param>
    public static int[] Of(ReadOnlySpan<float> pixels, int channels, int height, int width, int wanted, double compactness = 0.2)
    {
        int size = height * width;
        double spacing = Math.Sqrt(size / (double)wanted);
        var centres = new List<double[]>();
        for (double y = spacing / 2; y < height; y += spacing)
        {
            for (double x = spacing / 2; x < width; x += spacing)
                centres.Add(Point(pixels, channels, size, (int)y * width + (int)x, width));
        }
        var labels = new int[size];
        for (int round = 0; round < Rounds; round++)
        {
            for (int at = 0; at < size; at++)
                labels[at] = Nearest(centres, Point(pixels, channels, size, at, width), spacing, compactness);
            Move(centres, labels, pixels, channels, size, width);
        }
        return labels;
    }

    /// <summary>Row, column, then colours.</summary>
    private static double[] Point(ReadOnlySpan<float> pixels, int channels, int size, int at, int width)
    {
        var point = new double[2 + channels];
        (point[0], point[1]) = (at / width, at % width);
        for (int c = 0; c < channels; c++)
            point[2 + c] = pixels[c * size + at];
        return point;
    }

    private static int Nearest(List<double[]> centres, double[] point, double spacing, double compactness)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        for (int k = 0; k < centres.Count; k++)
        {
            double y = centres[k][0] - point[0], x = centres[k][1] - point[1], colour = 0;
            // As in the paper, a centre sees twice the spacing around it; the first that is nearest wins.
            if (Math.Abs(y) > 2 * spacing || Math.Abs(x) > 2 * spacing)
                continue;
            for (int c = 2; c < point.Length; c++)
                colour += (centres[k][c] - point[c]) * (centres[k][c] - point[c]);
            double distance = (y * y + x * x) / (spacing * spacing) + colour / (compactness * compactness);
            if (distance < least)
                (least, best) = (distance, k);
        }
        return best;
    }

    private static void Move(List<double[]> centres, int[] labels, ReadOnlySpan<float> pixels, int channels, int size, int width)
    {
        var sums = centres.Select(c => new double[c.Length]).ToArray();
        var counts = new int[centres.Count];
        for (int at = 0; at < size; at++)
        {
            double[] point = Point(pixels, channels, size, at, width);
            for (int k = 0; k < point.Length; k++)
                sums[labels[at]][k] += point[k];
            counts[labels[at]]++;
        }
        for (int k = 0; k < centres.Count; k++)
        {
            if (counts[k] > 0)
                centres[k] = [.. sums[k].Select(s => s / counts[k])];
        }
    }
}
