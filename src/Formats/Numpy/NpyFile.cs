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
        string sizes = string.Concat(shape.Select(s => s.ToString(CultureInfo.InvariantCulture) + ","));
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({sizes}), }}";
        // Magic, version and length take 10 bytes; the data begin at a multiple of 64.
        header = header.PadRight((header.Length + 11 + 63) / 64 * 64 - 11) + "\n";
        using var file = new WholeFile(path);
        file.Stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        file.Stream.Write(Encoding.ASCII.GetBytes(header));
        file.Stream.Write(MemoryMarshal.AsBytes(values));
        file.Commit();
    }
}
