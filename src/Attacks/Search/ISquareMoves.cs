using Audit.Records.Certificates;

namespace Audit.Attacks;

/// <summary>Where a Square attack begins, and what it tries next. All of it is one image's, [C,H,W] on the CPU.</summary>
internal interface ISquareMoves
{
    /// <summary>Uniform numbers that a start takes.</summary>
    int StartDraws(int channels, int height, int width);

    /// <summary>Writes a start.</summary>
    void Start(Picture delta, ReadOnlySpan<float> u);

    /// <summary>Uniform numbers that a move takes.</summary>
    int MoveDraws(int channels);

    /// <summary>Changes a perturbation; it is brought to full size and into the box afterwards.</summary>
    /// <param name="delta">The perturbation.</param>
    /// <param name="share">Share of the pixels that the window covers.</param>
    /// <param name="epsilon">Budget.</param>
    /// <param name="u">Uniform numbers.</param>
    void Move(Picture delta, double share, double epsilon, ReadOnlySpan<float> u);
}

/// <summary>The values of one image.</summary>
/// <param name="values">Channel after channel, row after row.</param>
/// <param name="channels">Channels.</param>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
internal readonly ref struct Picture(Span<float> values, int channels, int height, int width)
{
    private readonly Span<float> values = values;

    public int Channels => channels;

    public int Height => height;

    public int Width => width;

    /// <summary>The value at a place.</summary>
    public ref float this[int channel, int row, int column] => ref values[(((channel * height) + row) * width) + column];

    /// <summary>The norm of some pixels' values, in double.</summary>
    /// <param name="norm">L1 or L2.</param>
    /// <param name="channel">Their channel; -1 for all.</param>
    /// <param name="inside">Which places.</param>
    public double Size(Norm norm, int channel, Func<int, int, bool> inside)
    {
        double sum = 0;
        for (int c = Math.Max(channel, 0); c < (channel < 0 ? channels : channel + 1); c++)
        {
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    double value = inside(row, column) ? Math.Abs(this[c, row, column]) : 0;
                    sum += norm == Norm.L2 ? value * value : value;
                }
            }
        }
        return norm == Norm.L2 ? Math.Sqrt(sum) : sum;
    }
}
