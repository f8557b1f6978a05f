using Audit.Datasets.Files;
using Audit.Formats;

namespace Audit.Datasets;

/// <summary>Class names from a text file that lies beside the data, one a line.</summary>
internal static class ClassNames
{
    private const int MaxBytes = 1 << 16;

    /// <returns>The names in the file, or <paramref name="official"/> where there is no such file.</returns>
    public static string[] Read(DataFolder folder, string name, string[] official)
    {
        if (!folder.Has(name))
            return official;
        string path = folder.Find(name);
        string text = DataFolder.Read(path, stream =>
        {
            if (stream.Length > MaxBytes)
                throw new DataFormatException(path, $"expected {official.Length} class names, got {stream.Length} bytes.");
            using StreamReader reader = new(stream);
            return reader.ReadToEnd();
        });
        string[] names = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length != official.Length)
            throw new DataFormatException(path, $"expected {official.Length} class names, one a line, got {names.Length}.");
        // The names go to terminals and tables.
        int wrong = Array.FindIndex(names, className => className.Any(char.IsControl));
        return wrong < 0 ? names : throw new DataFormatException(path, $"the name of class {wrong} holds a control character.");
    }
}
