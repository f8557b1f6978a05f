namespace Audit.Networks.Architectures;

/// <summary>Kernel, stride and padding of one convolution.</summary>
public readonly record struct ChainGeometry(int Kernel, int Stride, int Padding)
{
    /// <summary>Side of the output; 0 or less where nothing is left.</summary>
    public static int Out(int side, int kernel, int stride, int padding) =>
        side + 2 * padding < kernel ? 0 : (side + 2 * padding - kernel) / stride + 1;

    /// <summary>Side of the output.</summary>
    public int Out(int side) => Out(side, Kernel, Stride, Padding);
}
