using System.Text.RegularExpressions;
using Audit.Inputs;

namespace Audit.Formats.Numpy;

/// <summary>The header of a numpy array: a Python dictionary with exactly three keys, read by pattern and never
/// evaluated.</summary>
internal sealed partial record NpyHeader(long[] Shape, char Kind, int ItemSize, bool BigEndian, bool ColumnMajor)
{
    [GeneratedRegex(@"'descr':\s*'([<>|=])([fiub])([1248])'")]
    private static partial Regex Type();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex Order();

    [GeneratedRegex(@"'shape':\s*\(([0-9, ]*)\)")]
    private static partial Regex Sizes();

    /// <exception cref="DataFormatException">A key is missing, or the elements are no plain numbers.</exception>
    public static NpyHeader Parse(string path, string entry, string text)
    {
        DataFormatException Wrong(string what) =>
            new(path, $"'{entry}' {what}, its header is {text.Trim()[..Math.Min(text.Trim().Length, 120)]}");

        var type = Type().Match(text);
        if (!type.Success)
            throw Wrong("is no array of plain numbers (objects, text and records are not read)");
        var order = Order().Match(text);
        var sizes = Sizes().Match(text);
        if (!order.Success || !sizes.Success)
            throw Wrong("has no fortran_order or shape");

        char kind = type.Groups[2].Value[0];
        int itemSize = type.Groups[3].Value[0] - '0';
        if ((kind == 'f' && itemSize == 1) || (kind == 'b' && itemSize != 1))
            throw Wrong($"has elements of an unknown type {kind}{itemSize}");
        var shape = new List<long>();
        foreach (string part in sizes.Groups[1].Value.Split(',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Numbers.TryCount(part, out long size))
                throw Wrong($"has a size of {part}");
            shape.Add(size);
        }
        return new NpyHeader([.. shape], kind, itemSize, type.Groups[1].Value == ">", order.Groups[1].Value == "True");
    }
}
