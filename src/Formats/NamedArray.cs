using System.Runtime.InteropServices;

namespace Audit.Formats;

/// <summary>Numbers under a name, to be written to a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What the bytes are; little-endian.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Pieces">The elements, row by row; asked for once for each file.</param>
public sealed record NamedArray(string Name, ElementType Type, IReadOnlyList<long> Shape, IEnumerable<byte[]> Pieces)
{
    /// <summary>Numbers of all sizes together.</summary>
    public long Count => Shape.Aggregate(1L, (product, s) => checked(product * s));

    /// <summary>float32 numbers that come piece by piece.</summary>
    public static NamedArray Of(string name, IReadOnlyList<long> shape, IEnumerable<float[]> pieces) =>
        new(name, ElementType.Float, shape, pieces.Select(p => Bytes<float>(p)));

    /// <summary>Whole numbers, one dimension.</summary>
    public static NamedArray Of(string name, IEnumerable<long> values) => Of(name, ElementType.Int64, [.. values]);

    /// <summary>float64 numbers, one dimension.</summary>
    public static NamedArray Of(string name, IEnumerable<double> values) => Of(name, ElementType.Double, [.. values]);

    private static NamedArray Of<T>(string name, ElementType type, T[] values)
        where T : unmanaged => new(name, type, [values.Length], [Bytes<T>(values)]);

    private static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
