namespace Audit.Networks.Graphs;

/// <summary>Shape of one image, without the batch.</summary>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Numbers in one image.</summary>
    public int Elements => Channels * Height * Width;

    /// <summary>[count,C,H,W].</summary>
    public long[] Batch(long count) => [count, Channels, Height, Width];

    /// <inheritdoc/>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
