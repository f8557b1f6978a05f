using System.Text;
using Audit.Datasets.Files;
using Audit.Datasets.Pickled;
using Audit.Formats;
using Audit.Formats.Pickle;

namespace Audit.Datasets;

/// <summary>The Python version of CIFAR: pickled dicts with data [N,3072] and a list of labels. Read as data; nothing is
/// executed.</summary>
internal static class CifarPython
{
    private const int ImageSize = 3 * 32 * 32;

    private const long LargestFile = 1L << 30;

    public static ImageSet Load(string name, string folder, string[] paths, string labelKey, Split split, string[] classes)
    {
        var labels = new List<int>();
        var pixels = new List<byte[]>();
        foreach (string path in paths)
            pixels.Add(ReadBatch(path, labelKey, classes.Length, labels));
        if (labels.Count == 0 || (long)labels.Count * ImageSize > Array.MaxLength)
            throw new DataFormatException(folder, $"holds {labels.Count} images, expected 1 to {Array.MaxLength / ImageSize}.");
        return new ImageSet(name, split, 3, 32, 32, classes, [.. labels], [.. pixels.SelectMany(p => p)]);
    }

    private static byte[] ReadBatch(string path, string labelKey, int classes, List<int> labels)
    {
        byte[] bytes = DataFolder.Bytes(path, LargestFile);
        try
        {
            if (Unpickler.Read(bytes, new NumpyTypes(), out _) is not PickleDict batch)
                throw new DataFormatException(path, "expected a dict, as CIFAR's Python version has it.");
            if (Value(batch, "data") is not PickledArray { Shape: [var count, ImageSize] } data)
                throw new DataFormatException(path, "expected 'data' of shape [N,3072].");
            if (Value(batch, labelKey) is not PickleList { Items: var items } || items.Count != count)
                throw new DataFormatException(path, $"expected '{labelKey}', a list of {count} labels.");
            foreach (object? item in items)
            {
                labels.Add(item is long label && label >= 0 && label < classes ? (int)label
                    : throw new DataFormatException(path, $"a label must be 0 to {classes - 1}, got {item ?? "None"}."));
            }
            return data.Bytes;
        }
        catch (PickleException e)
        {
            throw new DataFormatException(path, $"the pickle is damaged or no CIFAR batch: {e.Message}.", e);
        }
    }

    /// <summary>Written by Python 2 the keys are text, written again by Python 3 they may be bytes.</summary>
    private static object? Value(PickleDict dict, string key) => dict[key]
        ?? dict.Items.FirstOrDefault(i => i.Key is byte[] name && name.AsSpan()
        .SequenceEqual(Encoding.ASCII.GetBytes(key))).Value;
}
