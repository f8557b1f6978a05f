namespace Audit.Tests.Import.Onnx;

/// <summary>Layers written as the ONNX specification describes them: plain loops, one element at a time, in double.</summary>
internal static class Loops
{
    /// <summary>Numbers without pattern or repetition, in [-1,1].</summary>
    public static float[] Numbers(long count, double start = 0.3) =>
        [.. Enumerable.Range(0, (int)count).Select(i => (float)Math.Sin(start + 12.9898 * i * (1 + 0.01 * i)))];

    public static void Equal(IReadOnlyList<float> expected, IReadOnlyList<float> got, double tolerance = 2e-5)
    {
        Assert.Equal(expected.Count, got.Count);
        for (int i = 0; i < got.Count; i++)
            Assert.True(Math.Abs(expected[i] - got[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"element {i}: expected {expected[i]}, got {got[i]}");
    }

    /// <summary>x [C,H,W] of one image; pads are (top, left, bottom, right).</summary>
    public static float[] Conv(float[] x, long[] size, float[] w, long[] wSize, float[] bias, long[] stride, long[] pads,
        long[] dilation, long groups)
    {
        var (c, h, width) = (size[0], size[1], size[2]);
        var (o, i, kh, kw) = (wSize[0], wSize[1], wSize[2], wSize[3]);
        long oh = (h + pads[0] + pads[2] - dilation[0] * (kh - 1) - 1) / stride[0] + 1,
            ow = (width + pads[1] + pads[3] - dilation[1] * (kw - 1) - 1) / stride[1] + 1;
        Assert.Equal(c, i * groups);
        var y = new List<float>();
        for (long f = 0; f < o; f++)
            for (long r = 0; r < oh; r++)
                for (long q = 0; q < ow; q++)
                {
                    double sum = bias[f];
                    for (long ci = 0; ci < i; ci++)
                        for (long a = 0; a < kh; a++)
                            for (long b = 0; b < kw; b++)
                            {
                                long channel = f / (o / groups) * i + ci, row = r * stride[0] - pads[0] + a * dilation[0],
                                    column = q * stride[1] - pads[1] + b * dilation[1];
                                if (row >= 0 && row < h && column >= 0 && column < width)
                                    sum += (double)w[((f * i + ci) * kh + a) * kw + b] * x[(channel * h + row) * width + column];
                            }
                    y.Add((float)sum);
                }
        return [.. y];
    }

    /// <summary>Scatters each input element through the kernel; weight [I,O,kH,kW], one group.</summary>
    public static float[] ConvTranspose(float[] x, long[] size, float[] w, long[] wSize, float[] bias, long[] stride, long[] pads,
        long[] extra)
    {
        var (c, h, width) = (size[0], size[1], size[2]);
        var (o, kh, kw) = (wSize[1], wSize[2], wSize[3]);
        long oh = (h - 1) * stride[0] + kh + extra[0] - pads[0] - pads[2],
            ow = (width - 1) * stride[1] + kw + extra[1] - pads[1] - pads[3];
        double[] y = new double[o * oh * ow];
        for (long ci = 0; ci < c; ci++)
            for (long r = 0; r < h; r++)
                for (long q = 0; q < width; q++)
                    for (long f = 0; f < o; f++)
                        for (long a = 0; a < kh; a++)
                            for (long b = 0; b < kw; b++)
                            {
                                long row = r * stride[0] + a - pads[0], column = q * stride[1] + b - pads[1];
                                if (row >= 0 && row < oh && column >= 0 && column < ow)
                                    y[(f * oh + row) * ow + column] += (double)x[(ci * h + r) * width
                                        + q] * w[((ci * o + f) * kh + a) * kw + b];
                            }
        return [.. y.Select((v, k) => (float)(v + bias[k / (oh * ow)]))];
    }

    /// <summary>Pools x [C,H,W]; fold turns the elements of a window on the image, and the count with padding, into one
    /// number.</summary>
    public static float[] Pool(float[] x, long[] size, long[] kernel, long[] stride, long[] pads, long[] dilation, bool ceil,
        Func<List<float>, long, double> fold)
    {
        long Count(int d)
        {
            double steps = (double)(size[d + 1] + pads[d] + pads[d + 2] - dilation[d] * (kernel[d] - 1) - 1) / stride[d];
            long count = (long)(ceil ? Math.Ceiling(steps) : Math.Floor(steps)) + 1;
            return ceil && (count - 1) * stride[d] >= size[d + 1] + pads[d] ? count - 1 : count;
        }
        long oh = Count(0), ow = Count(1);
        var y = new List<float>();
        for (long c = 0; c < size[0]; c++)
            for (long r = 0; r < oh; r++)
                for (long q = 0; q < ow; q++)
                {
                    var inside = new List<float>();
                    long withPadding = 0;
                    for (long a = 0; a < kernel[0]; a++)
                        for (long b = 0; b < kernel[1]; b++)
                        {
                            long row = r * stride[0] - pads[0] + a * dilation[0],
                                column = q * stride[1] - pads[1] + b * dilation[1];
                            if (row < size[1] + pads[2] && column < size[2] + pads[3])
                                withPadding++;
                            if (row >= 0 && row < size[1] && column >= 0 && column < size[2])
                                inside.Add(x[(c * size[1] + row) * size[2] + column]);
                        }
                    y.Add((float)fold(inside, withPadding));
                }
        return [.. y];
    }
}
