using System.IO.Compression;
using System.Text;

namespace Audit.Tests.Import.Fuzz;

/// <summary>Files of numpy.savez, made by hand.</summary>
internal static class NpzSample
{
    /// <summary>Four grey images of 8x8 with labels 0 to 3.</summary>
    public static byte[] Bytes() => Of(("x", "|u1", [4, 1, 8, 8], [.. Enumerable.Range(0, 256).Select(k => (byte)k)]),
        ("y", "|u1", [4], [0, 1, 2, 3]));

    public static byte[] Of(params (string Name, string Type, long[] Shape, byte[] Content)[] arrays)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, type, shape, content) in arrays)
            {
                using var stream = zip.CreateEntry($"{name}.npy", CompressionLevel.NoCompression).Open();
                string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Concat(shape.Select(s =>
                    $"{s},"))}), }}";
                header = header.PadRight((header.Length + 11 + 63) / 64 * 64 - 11) + "\n";
                stream.Write([0x93, .. "NUMPY\u0001\0"u8, (byte)(header.Length & 255), (byte)(header.Length >> 8)]);
                stream.Write(Encoding.ASCII.GetBytes(header));
                stream.Write(content);
            }
        }
        return memory.ToArray();
    }
}
