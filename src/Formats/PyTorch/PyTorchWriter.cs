using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Audit.Formats.PyTorch;

/// <summary>Writes what torch.load reads as a dict of tensors on the CPU, weights_only or not.</summary>
/// <remarks>Source: the form of torch.save since 1.6 (torch/serialization.py, torch/_utils.py): a zip of NAME/data.pkl, a pickle
/// of protocol 2 that rebuilds each tensor over a storage, and NAME/data/KEY, the storages' bytes.</remarks>
public static class PyTorchWriter
{
    private const byte Proto = 0x80, Long1 = 0x8a, NewFalse = 0x89;

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <exception cref="ArgumentException">An element type that is not written.</exception>
    public static void Write(string path, IReadOnlyList<NamedArray> arrays)
    {
        string root = Path.GetFileNameWithoutExtension(path);
        using var archive = new StoredArchive(path);
        archive.Add($"{root}/data.pkl", [Pickle(arrays)]);
        archive.Add($"{root}/byteorder", ["little"u8.ToArray()]);
        for (int k = 0; k < arrays.Count; k++)
            archive.Add($"{root}/data/{Key(k)}", arrays[k].Pieces);
        archive.Add($"{root}/version", ["3\n"u8.ToArray()]);
        archive.Commit();
    }

    private static string Key(int k) => k.ToString(CultureInfo.InvariantCulture);

    private static byte[] Pickle(IReadOnlyList<NamedArray> arrays)
    {
        using var to = new MemoryStream();
        to.Write([Proto, 2, (byte)'}', (byte)'(']);
        for (int k = 0; k < arrays.Count; k++)
        {
            Text(to, arrays[k].Name);
            Tensor(to, arrays[k], Key(k));
        }
        to.Write("u."u8);
        return to.ToArray();
    }

    /// <summary>_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks).</summary>
    private static void Tensor(MemoryStream to, NamedArray array, string key)
    {
        to.Write("ctorch._utils\n_rebuild_tensor_v2\n(("u8);
        Text(to, "storage");
        to.Write(Encoding.ASCII.GetBytes($"ctorch\n{Storage(array.Type)}\n"));
        Text(to, key);
        Text(to, "cpu");
        Number(to, array.Count);
        to.Write("tQ"u8);
        Number(to, 0);
        Tuple(to, array.Shape);
        Tuple(to, array.Shape.Select((_, d) => array.Shape.Skip(d + 1).Aggregate(1L, (a, b) => a * b)));
        to.WriteByte(NewFalse);
        to.Write("ccollections\nOrderedDict\n)RtR"u8);
    }

    private static void Tuple(MemoryStream to, IEnumerable<long> numbers)
    {
        to.WriteByte((byte)'(');
        foreach (long number in numbers)
            Number(to, number);
        to.WriteByte((byte)'t');
    }

    private static void Number(MemoryStream to, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        to.Write([Long1, sizeof(long)]);
        to.Write(bytes);
    }

    private static void Text(MemoryStream to, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        to.WriteByte((byte)'X');
        to.Write(length);
        to.Write(utf8);
    }

    private static string Storage(ElementType type) => type switch
    {
        ElementType.Float => "FloatStorage",
        ElementType.Double => "DoubleStorage",
        ElementType.Int64 => "LongStorage",
        _ => throw new ArgumentException($"elements of type {type} are not written"),
    };
}
