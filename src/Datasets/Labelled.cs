using Audit.Formats;

namespace Audit.Datasets;

/// <summary>Image sets whose classes are known by number only.</summary>
internal static class Labelled
{
    private const int FewestClasses = 10, MostClasses = 100_000;

    /// <summary>A set with classes "0", "1", ...: ten, or more where a label is higher, until it meets a model that has others
    /// (<see cref="ImageSet.For"/>).</summary>
    public static ImageSet Set(string name, string path, Split split, int channels, int height, int width, long[] labels,
        byte[] pixels)
    {
        int wrong = Array.FindIndex(labels, label => label is < 0 or >= MostClasses);
        if (wrong >= 0)
            throw new DataFormatException(path, $"label {wrong} must be 0 to {MostClasses - 1}, got {labels[wrong]}.");
        int classes = (int)Math.Max(FewestClasses, labels.Max() + 1);
        return new ImageSet(name, split, channels, height, width, [.. Enumerable.Range(0, classes).Select(c => $"{c}")],
            [.. labels.Select(l => (int)l)], pixels)
        {
            IsNumbered = true,
        };
    }
}
