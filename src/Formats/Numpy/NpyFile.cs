using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Audit.Formats.Numpy;

/// <summary>Writes arrays as numpy's .npy, version 1.0.</summary>
public static class NpyFile
{
    /// <summary>Writes beside and renames: the file is whole or absent.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="values">The elements, row-major.</param>
    public static void Write(string path, IReadOnlyList<long> shape, ReadOnlySpan<float> values)
    {
        string sizes = string.Concat(shape.Select(s => s.ToString(CultureInfo.InvariantCulture) + ","));
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({sizes}), }}";
        // Magic, version and length take 10 bytes; the data begin at a multiple of 64.
        header = header.PadRight((header.Length + 11 + 63) / 64 * 64 - 11) + "\n";
        string temporary = path + ".tmp";
        using (var stream = File.Create(temporary))
        {
            stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
            stream.Write(Encoding.ASCII.GetBytes(header));
            stream.Write(MemoryMarshal.AsBytes(values));
        }
        File.Move(temporary, path, overwrite: true);
    }
}
