namespace Audit.Attacks;

/// <summary>Squares of one sign per channel after vertical stripes: Square in Linf, and an own, simpler search in L2.</summary>
/// <remarks>Source: Andriushchenko et al. 2020, arXiv:1912.00049, algorithm 2. In L2 the square is added to what is there, which
/// is
/// then scaled to the sphere: not published, weaker than <see cref="SquareWindows"/> on some networks and stronger on
/// others.</remarks>
/// <param name="adds">Adds the square to what is there (L2), instead of taking its place (Linf).</param>
/// <param name="first">Share of the pixels that the first squares cover.</param>
internal sealed class SquareCorners(bool adds, double first) : ISquareMoves
{
    public int StartDraws(int channels, int height, int width) => channels * width;

    /// <summary>Vertical stripes of one pixel, one sign per channel and column.</summary>
    public void Start(Picture delta, ReadOnlySpan<float> u)
    {
        for (int c = 0; c < delta.Channels; c++)
        {
            for (int row = 0; row < delta.Height; row++)
            {
                for (int column = 0; column < delta.Width; column++)
                    delta[c, row, column] = u[(c * delta.Width) + column] >= 0.5f ? 1 : -1;
            }
        }
    }

    public int MoveDraws(int channels) => 2 + channels;

    public void Move(Picture delta, double share, double epsilon, ReadOnlySpan<float> u)
    {
        int side = (int)Math.Clamp(Math.Round(Math.Sqrt(share * delta.Height * delta.Width)), 1,
            Math.Min(delta.Height, delta.Width));
        int top = (int)(u[0] * (delta.Height - side + 1)), left = (int)(u[1] * (delta.Width - side + 1));
        for (int c = 0; c < delta.Channels; c++)
        {
            double sign = u[2 + c] >= 0.5f ? epsilon : -epsilon;
            float value = (float)(adds ? sign / side * Math.Sqrt(share / first) : sign);
            for (int row = top; row < top + side; row++)
            {
                for (int column = left; column < left + side; column++)
                    delta[c, row, column] = adds ? delta[c, row, column] + value : value;
            }
        }
    }
}
