using Audit.Datasets.Files;
using Audit.Formats;
using Audit.Formats.Numpy;

namespace Audit.Datasets;

/// <summary>Images in a file of numpy.savez: x [N,C,H,W] or [N,H,W] as bytes or as reals in [0,1], and y [N].</summary>
internal static class NpzImages
{
    public static ImageSet Load(string path, Split split)
    {
        if (!File.Exists(path))
            throw new DataFormatException(path, "no such file.");
        var file = DataFolder.Guard(path, () => NpzFile.Read(path, "x", "y"));
        NpyArray x = file["x"], y = file["y"];
        long[] shape = x.Shape.Length == 3 ? [x.Shape[0], 1, x.Shape[1], x.Shape[2]] : x.Shape;
        if (shape.Length != 4 || shape[0] < 1 || shape[1] is not (1 or 3) || shape[2] < 1 || shape[3] < 1)
            throw new DataFormatException(path,
                $"x must be [N,C,H,W] with C 1 or 3, or [N,H,W], got [{string.Join(',', x.Shape)}].");
        if (y.Kind == 'f' || y.Shape is not [var count] || count != shape[0])
            throw new DataFormatException(path,
                $"y must be {shape[0]} whole numbers, got [{string.Join(',', y.Shape)}] of type {y.Kind}{y.ItemSize}.");
        byte[] pixels = x is { Kind: 'u', ItemSize: 1 } ? x.Bytes : EightBit.FromUnit(path, x.ToDouble());
        return Labelled.Set("npz", path, split, (int)shape[1], (int)shape[2], (int)shape[3], y.ToInt64(), pixels);
    }
}
