using System.Globalization;
using Audit.Records.Images;
using Audit.Records.Items;
using static TorchSharp.torch;

namespace Audit.Studies.Driving;

/// <summary>Stores a spoof's pictures beside the records.</summary>
public static class SpoofPictures
{
    private const double Amplification = 4;

    /// <summary>Most space that the pictures of one image take.</summary>
    /// <param name="values">Values of the image.</param>
    public static long MostBytes(int values) => 3 * (values + values / 8 + 1024L);

    /// <param name="folder">Folder of the run.</param>
    /// <param name="index">Index of the image.</param>
    /// <param name="clean">Clean image, [C,H,W] in [0,1].</param>
    /// <param name="spoofed">Spoofed image, likewise, on the 8-bit grid: what is stored is exactly what was certified.</param>
    /// <returns>Paths relative to the folder.</returns>
    public static SpoofImages Write(string folder, int index, Tensor clean, Tensor spoofed)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        string Save(string kind, Tensor image)
        {
            string relative = string.Create(CultureInfo.InvariantCulture, $"images/{index:D5}-{kind}.png");
            WriteOne(Path.Combine(folder, relative), image);
            return relative;
        }
        return new SpoofImages(Save("clean", clean), Save("spoofed", spoofed),
            Save("difference", 0.5 + (spoofed - clean) * Amplification));
    }

    private static void WriteOne(string path, Tensor image)
    {
        var bytes = (image.clamp(0, 1) * 255).round().permute(1, 2, 0).contiguous().to(uint8);
        Png.Write(path, bytes.bytes, (int)image.size(2), (int)image.size(1));
    }
}
