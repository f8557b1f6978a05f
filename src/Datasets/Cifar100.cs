using Audit.Datasets.Files;
using Audit.Formats;

namespace Audit.Datasets;

/// <summary>CIFAR-100 with its 100 fine classes; binary version (coarse byte, fine byte, 3,072 pixels) or Python
/// version.</summary>
/// <remarks>Source: https://www.cs.toronto.edu/~kriz/cifar.html. A file may hold any whole number of records, so that subsets can
/// be used.</remarks>
internal static class Cifar100
{
    private const int ImageSize = 3 * 32 * 32, RecordSize = 2 + ImageSize, FineClasses = 100;

    private static readonly string[] Numbers = [.. Enumerable.Range(0, FineClasses).Select(c => $"{c}")];

    public static ImageSet Load(string folder, Split split)
    {
        string[] inner = [Path.Combine(folder, "cifar-100-binary"), Path.Combine(folder, "cifar-100-python"), folder];
        string place = inner.First(f => f == folder || Directory.Exists(f));
        var files = new DataFolder(place);
        string name = split == Split.Train ? "train" : "test";
        string[] binary = [.. Directory.EnumerateFiles(place, $"{name}*.bin").Order(StringComparer.Ordinal)];
        string[] classes = ClassNames.Read(files, "fine_label_names.txt", Numbers);
        if (binary.Length == 1)
            return Binary(binary[0], split, classes);
        if (binary.Length == 0 && files.Has(name))
            return CifarPython.Load("cifar100", place, [files.Find(name)], "fine_labels", split, classes);
        throw new DataFormatException(place, $"expected CIFAR-100's {name}.bin, or {name} of the Python version, found "
            + (binary.Length == 0 ? "neither." : string.Join(", ", binary.Select(Path.GetFileName)) + "."));
    }

    private static ImageSet Binary(string path, Split split, string[] classes) => DataFolder.Read(path, stream =>
    {
        if (stream.Length == 0 || stream.Length % RecordSize != 0 || stream.Length > Array.MaxLength)
            throw new DataFormatException(path,
                $"expected a whole number of CIFAR-100 records of {RecordSize} bytes, got {stream.Length} bytes.");
        var labels = new int[stream.Length / RecordSize];
        var pixels = new byte[labels.Length * ImageSize];
        Span<byte> two = stackalloc byte[2];
        using var buffered = new BufferedStream(stream, 256 * RecordSize);
        for (int record = 0; record < labels.Length; record++)
        {
            buffered.ReadExactly(two);
            if (two[0] >= 20 || two[1] >= FineClasses)
                throw new DataFormatException(path,
                    $"the labels of record {record} must be 0 to 19 and 0 to 99, got {two[0]} and {two[1]}.");
            labels[record] = two[1];
            buffered.ReadExactly(pixels, record * ImageSize, ImageSize);
        }
        return new ImageSet("cifar100", split, 3, 32, 32, classes, labels, pixels);
    });
}
