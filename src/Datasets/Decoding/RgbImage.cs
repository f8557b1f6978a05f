namespace Audit.Datasets.Decoding;

/// <summary>A decoded image: red, green, blue bytes side by side, row by row.</summary>
internal sealed record RgbImage(int Height, int Width, byte[] Pixels)
{
    /// <summary>Writes it plane by plane, [3,H,W].</summary>
    public void CopyPlanes(Span<byte> target)
    {
        int area = Height * Width;
        for (int k = 0; k < area; k++)
        {
            target[k] = Pixels[3 * k];
            target[area + k] = Pixels[3 * k + 1];
            target[2 * area + k] = Pixels[3 * k + 2];
        }
    }
}
