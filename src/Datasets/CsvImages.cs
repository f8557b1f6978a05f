using System.Globalization;
using Audit.Datasets.Files;
using Audit.Formats;
using Audit.Inputs;

namespace Audit.Datasets;

/// <summary>Rows "label,pixel,pixel,..." as VNN-COMP and ERAN use them: MNIST in row order, CIFAR-10 with the three channels of a
/// pixel side by side.</summary>
/// <remarks>Pixels are 0 to 255, or 0 to 1. <c>csv:FILE,layout=chw</c> reads three-channel rows plane by plane instead.</remarks>
internal static class CsvImages
{
    private const long MostBytes = 4L << 30;

    public static ImageSet Load(string argument, Split split)
    {
        var (path, planes) = Parse(argument);
        if (!File.Exists(path))
            throw new DataFormatException(path, "no such file.");
        var labels = new List<long>();
        var values = new List<double>();
        int elements = 0;
        DataFolder.Read(path, stream =>
        {
            if (stream.Length > MostBytes)
                throw new DataFormatException(path, $"has {stream.Length} bytes, expected at most {MostBytes}.");
            using var reader = new StreamReader(stream);
            for (int row = 1; reader.ReadLine() is { } line; row++)
            {
                if (line.Length > 0)
                    elements = ReadRow(path, row, line, elements, labels, values);
            }
            return true;
        });
        if (labels.Count == 0)
            throw new DataFormatException(path, "holds no rows.");
        byte[] pixels = EightBit.FromEither(path, [.. values]);
        int channels = elements == 3072 ? 3 : 1, side = elements == 3072 ? 32 : 28;
        return Labelled.Set("csv", path, split, channels, side, side, [.. labels], channels == 3 && !planes
            ? Planes(pixels, side * side) : pixels);
    }

    public static string? Problem(string argument) => argument.Length == 0 || argument.StartsWith(',') ? "the file is missing"
        : argument.LastIndexOf(",layout=", StringComparison.Ordinal) is var at and >= 0
        && argument[(at + 8)..] is not ("chw" or "hwc")
            ? $"the layout must be hwc or chw, got '{argument[(at + 8)..]}'" : null;

    private static (string Path, bool Planes) Parse(string argument)
    {
        int at = argument.LastIndexOf(",layout=", StringComparison.Ordinal);
        return at < 0 ? (argument, false) : (argument[..at], argument[(at + 8)..] == "chw");
    }

    private static int ReadRow(string path, int row, string line, int elements, List<long> labels, List<double> values)
    {
        string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length - 1 is not (784 or 3072) || (elements > 0 && cells.Length - 1 != elements))
            throw new DataFormatException(path,
                $"row {row} must have a label and {(elements > 0 ? elements : "784 or 3072")} pixels, got {cells.Length} cells.");
        labels.Add(Numbers.TryCount(cells[0], out long label) ? label
            : throw new DataFormatException(path,
            $"row {row}: the label must be a number from 0, got '{cells[0][..Math.Min(20, cells[0].Length)]}'."));
        for (int k = 1; k < cells.Length; k++)
        {
            values.Add(Numbers.TryReal(cells[k], out double value) ? value
                : throw new DataFormatException(path,
                $"row {row}: pixel {k - 1} must be a number, got '{cells[k][..Math.Min(20, cells[k].Length)]}'."));
        }
        return cells.Length - 1;
    }

    private static byte[] Planes(byte[] pixels, int area)
    {
        var result = new byte[pixels.Length];
        for (int k = 0; k < pixels.Length; k++)
        {
            int image = k / (3 * area), within = k % (3 * area);
            result[image * 3 * area + within % 3 * area + within / 3] = pixels[k];
        }
        return result;
    }
}
