using Audit.Datasets.Decoding;

namespace Audit.Datasets;

/// <summary>A picture of a run folder, as pixels.</summary>
/// <param name="Pixels">Red, green, blue, plane by plane: [3,H,W] in [0,1].</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
public sealed record PicturePixels(float[] Pixels, int Height, int Width)
{
    /// <summary>Reads a PNG or JPEG file.</summary>
    /// <exception cref="DataFormatException">It is neither, or damaged.</exception>
    public static PicturePixels Read(string path)
    {
        var decoded = ImageDecoder.Read(path);
        var bytes = new byte[3 * decoded.Width * decoded.Height];
        decoded.CopyPlanes(bytes);
        return new([.. bytes.Select(b => b / 255f)], decoded.Height, decoded.Width);
    }
}
