using Audit.Datasets.Files;
using Audit.Formats;

namespace Audit.Datasets;

/// <summary>CIFAR-10, binary version: records of 1 label byte and 3,072 pixel bytes, [3,32,32]; or the Python version of the
/// same.</summary>
/// <remarks>Source: https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version". Differs: a file may hold any whole number of
/// records, not only 10,000, so that a subset in this layout can be used; the content hash tells it from the whole set.</remarks>
internal static class Cifar10
{
    private const int ImageSize = 3 * 32 * 32;
    private const int RecordSize = 1 + ImageSize;

    /// <summary>The folder that the official archive unpacks to.</summary>
    private const string ArchiveFolder = "cifar-10-batches-bin";

    private static readonly string[] TrainFiles = [.. Enumerable.Range(1, 5).Select(batch => $"data_batch_{batch}.bin")];
    private static readonly string[] TestFiles = ["test_batch.bin"];

    private static readonly string[] OfficialClasses =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    public static ImageSet Load(string folder, Split split)
    {
        string inner = Path.Combine(folder, ArchiveFolder);
        string[] names = split == Split.Train ? TrainFiles : TestFiles;
        DataFolder files = new(Directory.Exists(inner) ? inner : folder);
        string[] missing = [.. names.Where(name => !files.Has(name))];
        string[] python = [.. names.Select(name => Path.GetFileNameWithoutExtension(name))];
        if (missing.Length == names.Length && PythonFolder(folder, python) is { } pythonFolder)
        {
            return CifarPython.Load("cifar10", pythonFolder, [.. python.Select(name => Path.Combine(pythonFolder, name))],
                "labels", split,
                ClassNames.Read(new DataFolder(pythonFolder), "batches.meta.txt", OfficialClasses));
        }
        if (missing.Length > 0)
            throw new DataFormatException(folder, $"expected CIFAR-10's {split.ToString().ToLowerInvariant()} files "
                + $"{string.Join(", ", names)}, did not find {string.Join(", ", missing)}.");

        string[] paths = [.. names.Select(name => files.Find(name))];
        int[] counts = [.. paths.Select(path => DataFolder.Read(path, stream => RecordCount(path, stream.Length)))];
        if (counts.Sum(count => (long)count) * ImageSize > Array.MaxLength)
            throw new DataFormatException(folder,
                $"holds {counts.Sum(count => (long)count)} images, more than fit in memory at once.");

        int[] labels = new int[counts.Sum()];
        byte[] pixels = new byte[labels.Length * ImageSize];
        for (int file = 0, first = 0; file < paths.Length; first += counts[file++])
            ReadRecords(paths[file], labels.AsMemory(first, counts[file]), pixels.AsMemory(first * ImageSize));
        string[] classes = ClassNames.Read(files, "batches.meta.txt", OfficialClasses);
        return new ImageSet("cifar10", split, 3, 32, 32, classes, labels, pixels);
    }

    /// <summary>Where the Python version's files are, as its archive unpacks or beside each other; null where they are
    /// not.</summary>
    private static string? PythonFolder(string folder, string[] names) =>
        new[] { Path.Combine(folder, "cifar-10-batches-py"), folder }.FirstOrDefault(f =>
            names.All(name => File.Exists(Path.Combine(f, name))));

    private static int RecordCount(string path, long bytes)
    {
        if (bytes == 0 || bytes % RecordSize != 0)
            throw new DataFormatException(path, $"expected a whole number of CIFAR-10 records of {RecordSize} bytes, "
                + $"got {bytes} bytes: {bytes / RecordSize} records and {bytes % RecordSize} bytes.");
        return bytes / RecordSize > int.MaxValue
            ? throw new DataFormatException(path, $"holds {bytes / RecordSize} records, more than fit in memory at once.")
            : (int)(bytes / RecordSize);
    }

    private static void ReadRecords(string path, Memory<int> labels, Memory<byte> pixels) => DataFolder.Read(path, stream =>
    {
        using BufferedStream buffered = new(stream, 256 * RecordSize);
        for (int record = 0; record < labels.Length; record++)
        {
            int label = buffered.ReadByte();
            if (label < 0)
                throw new EndOfStreamException();
            if (label >= OfficialClasses.Length)
                throw new DataFormatException(path, $"the label of record {record} must be 0 to 9, got {label}.");
            labels.Span[record] = label;
            buffered.ReadExactly(pixels.Span.Slice(record * ImageSize, ImageSize));
        }
        return true;
    });
}
