using System.Collections.Concurrent;
using Audit.Records.Certificates;

namespace Audit.Attacks;

/// <summary>Square in L2 as published, and in L1: a tiled start, then mass moved from one window into another.</summary>
/// <remarks>
/// Source: Andriushchenko et al. 2020, arXiv:1912.00049, section 3.4: equation 2 for eta, a start of five tiles a side, algorithm
/// 3
/// for the windows; L1 is the same with L1 norms (Croce and Hein 2021, arXiv:2103.01208, section 4.2). Windows have an odd side
/// of
/// at least 3, as in the authors' code.
/// </remarks>
/// <param name="norm">L1 or L2.</param>
internal sealed class SquareWindows(Norm norm) : ISquareMoves
{
    private const int TilesOfASide = 5;
    private const double Tiny = 1e-10;

    private readonly ConcurrentDictionary<int, float[]> etas = new();

    public int StartDraws(int channels, int height, int width)
    {
        int tile = Tile(height, width);
        return height / tile * (width / tile) * (1 + channels);
    }

    public void Start(Picture delta, ReadOnlySpan<float> u)
    {
        int tile = Tile(delta.Height, delta.Width), rows = delta.Height / tile, columns = delta.Width / tile;
        float[] eta = Eta(tile);
        int top = (delta.Height - (rows * tile)) / 2, left = (delta.Width - (columns * tile)) / 2, next = 0;
        for (int at = 0; at < rows * columns; at++)
        {
            bool turned = u[next++] >= 0.5f;
            for (int c = 0; c < delta.Channels; c++)
            {
                float sign = u[next++] >= 0.5f ? 1 : -1;
                for (int r = 0; r < tile; r++)
                {
                    for (int s = 0; s < tile; s++)
                        delta[c, top + (at / columns * tile) + r, left + (at % columns * tile) + s] = sign * At(eta, tile, turned,
                            r, s);
                }
            }
        }
    }

    public int MoveDraws(int channels) => 5 + channels;

    public void Move(Picture delta, double share, double epsilon, ReadOnlySpan<float> u)
    {
        int side = Side(share, delta.Height, delta.Width);
        int Place(float draw, int length) => (int)(draw * (length - side + 1));
        var (top, left) = (Place(u[0], delta.Height), Place(u[1], delta.Width));
        var (top2, left2) = (Place(u[2], delta.Height), Place(u[3], delta.Width));
        bool First(int row, int column) => row >= top && row < top + side && column >= left && column < left + side;
        bool Second(int row, int column) => row >= top2 && row < top2 + side && column >= left2 && column < left2 + side;
        float[] eta = Eta(side);
        double unused = Math.Max(0, Power(epsilon) - Power(delta.Size(norm, -1, (_, _) => true))) / delta.Channels;
        double[] temp = new double[side * side];
        for (int c = 0; c < delta.Channels; c++)
        {
            double mass = Root(Power(delta.Size(norm, c, (row, column) => First(row, column) || Second(row, column))) + unused);
            double own = Math.Max(Tiny, delta.Size(norm, c, First)), sum = 0;
            double sign = u[5 + c] >= 0.5f ? 1 : -1;
            for (int k = 0; k < temp.Length; k++)
            {
                temp[k] = (sign * At(eta, side, u[4] >= 0.5f, k / side, k % side)) + (delta[c, top + (k / side), left
                    + (k % side)] / own);
                sum += Power(Math.Abs(temp[k]));
            }
            for (int k = 0; k < temp.Length; k++)
                delta[c, top2 + (k / side), left2 + (k % side)] = 0;
            for (int k = 0; k < temp.Length; k++)
                delta[c, top + (k / side), left + (k % side)] = (float)(temp[k] / Math.Max(Tiny, Root(sum)) * mass);
        }
    }

    /// <summary>Two bumps of opposite sign side by side, [side,side], of norm 1 (equation 2).</summary>
    internal float[] Eta(int side) => etas.GetOrAdd(side, Make);

    private float[] Make(int side)
    {
        float[] eta = new float[side * side];
        int half = side / 2;
        Fill(eta.AsSpan(0, half * side), half, side, 1);
        Fill(eta.AsSpan(half * side), side - half, side, -1);
        return Scaled(eta, 1);
    }

    /// <summary>A bump of norm 1: a pixel in ring m around the centre is the sum of 1 / j^2 over j from m + 1.</summary>
    private void Fill(Span<float> values, int height, int width, int sign)
    {
        int rings = Math.Max(height, width) / 2;
        for (int k = 0; k < values.Length; k++)
        {
            int ring = Math.Max(Math.Abs((k / width) - (height / 2)), Math.Abs((k % width) - (width / 2)));
            double sum = 0;
            for (int j = ring + 1; j <= rings + 1; j++)
                sum += 1.0 / ((double)j * j);
            values[k] = (float)sum;
        }
        Scaled(values, sign).CopyTo(values);
    }

    private float[] Scaled(ReadOnlySpan<float> values, int sign)
    {
        double sum = 0;
        foreach (float v in values)
            sum += Power(Math.Abs(v));
        float[] scaled = new float[values.Length];
        for (int k = 0; k < scaled.Length; k++)
            scaled[k] = (float)(sign * values[k] / Math.Max(Tiny, Root(sum)));
        return scaled;
    }

    private static float At(float[] eta, int side, bool turned, int row, int column) =>
        turned ? eta[(column * side) + row] : eta[(row * side) + column];

    private static int Tile(int height, int width) => Math.Max(1, Math.Min(height, width) / TilesOfASide);

    private static int Side(double share, int height, int width)
    {
        int side = Math.Max(3, (int)Math.Round(Math.Sqrt(share * height * width)));
        return Math.Min(side + 1 - (side % 2), Math.Min(height, width));
    }

    private double Power(double size) => norm == Norm.L2 ? size * size : size;

    private double Root(double sum) => norm == Norm.L2 ? Math.Sqrt(sum) : sum;
}
