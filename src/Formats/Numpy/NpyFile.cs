using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Audit.Inputs.Files;

namespace Audit.Formats.Numpy;

/// <summary>Writes arrays as numpy's .npy, version 1.0.</summary>
public static class NpyFile
{
    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="values">The elements, row-major.</param>
    public static void Write(string path, IReadOnlyList<long> shape, ReadOnlySpan<float> values)
    {
        using var file = new WholeFile(path);
        WriteHeader(file.Stream, "<f4", shape);
        file.Stream.Write(MemoryMarshal.AsBytes(values));
        file.Commit();
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFormatException">It is no array, or is larger than allowed.</exception>
    public static NpyArray Read(string path)
    {
        using var stream = File.OpenRead(path);
        return NpyArray.Read(path, Path.GetFileName(path), stream, stream.Length);
    }

    /// <summary>Writes what stands before the elements.</summary>
    /// <param name="stream">Where.</param>
    /// <param name="type">numpy's name of the element type: &lt;f4, &lt;f8, &lt;i8.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    internal static void WriteHeader(Stream stream, string type, IReadOnlyList<long> shape)
    {
        string sizes = string.Concat(shape.Select(s => s.ToString(CultureInfo.InvariantCulture) + ","));
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        // Magic, version and length take 10 bytes; the data begin at a multiple of 64.
        header = header.PadRight((header.Length + 11 + 63) / 64 * 64 - 11) + "\n";
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header));
    }
}
