using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Audit.Tests.Import.Fuzz;

/// <summary>A small checkpoint as torch.save writes it, made by hand so that the fuzz test needs no PyTorch: one linear layer of
/// 784 to 10.</summary>
internal static class PickleSample
{
    private const int Weights = 7840, Biases = 10;

    /// <summary>{"state_dict": OrderedDict([("0.weight", tensor), ("0.bias", tensor)]), "epoch": 3, "args":
    /// argparse.Namespace()}.</summary>
    public static byte[] Value() => Bytes("\u0080\u0002}q\0(" + Text("state_dict")
        + "ccollections\nOrderedDict\nq\u0001)Rq\u0002("
        + Text("0.weight") + Tensor("0", Weights, [10, 784], [784, 1]) + Text("0.bias") + Tensor("1", Biases, [10], [1])
        + "u" + Text("epoch") + "K\u0003" + Text("args") + "cargparse\nNamespace\nq\u0003)\u0081q\u0004}q\u0005" + Text("lr")
        + "G\u003f\u00b9\u0099\u0099\u0099\u0099\u0099\u009asbu.");

    /// <summary>The zip form.</summary>
    public static byte[] Zip(byte[] pickle)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "archive/data.pkl", pickle);
            Add(zip, "archive/data/0", Numbers(Weights));
            Add(zip, "archive/data/1", Numbers(Biases));
            Add(zip, "archive/version", "3\n"u8.ToArray());
        }
        return memory.ToArray();
    }

    /// <summary>What the old form begins with: magic number, protocol, machine.</summary>
    public static byte[] Head() =>
    [
        .. Bytes("\u0080\u0002\u008a\u000a\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019."),
        .. Bytes("\u0080\u0002M\u00e9\u0003."),
        .. Bytes("\u0080\u0002}q\0" + Text("little_endian") + "\u0088s."),
    ];

    /// <summary>The old form.</summary>
    public static byte[] Legacy() =>
    [
        .. Head(), .. Value(), .. Bytes("\u0080\u0002]q\0(" + Text("0") + Text("1") + "e."),
        .. Count(Weights), .. Numbers(Weights), .. Count(Biases), .. Numbers(Biases),
    ];

    /// <summary>An ordered dictionary of tensors that all lie in storage 0 of so many numbers.</summary>
    public static byte[] Views(int count, params (string Name, int[] Size, int[] Stride)[] tensors) =>
        Bytes("\u0080\u0002ccollections\nOrderedDict\n)R("
            + string.Concat(tensors.Select(t => Text(t.Name) + Tensor("0", count, t.Size, t.Stride))) + "u.");

    private static string Tensor(string key, int count, int[] size, int[] stride) =>
        "ctorch._utils\n_rebuild_tensor_v2\n((" + Text("storage") + "ctorch\nFloatStorage\n"
        + Text(key) + Text("cuda:0") + Int(count) + "tQK\0" + Tuple(size) + Tuple(stride)
        + "\u0089ccollections\nOrderedDict\n)RtR";

    private static string Tuple(int[] values) => "(" + string.Concat(values.Select(Int)) + "t";

    private static string Int(int value) => $"M{(char)(value & 255)}{(char)(value >> 8)}";

    private static string Text(string text) => $"X{(char)text.Length}\0\0\0{text}";

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Count(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Numbers(int count)
    {
        var bytes = new byte[4 * count];
        for (int k = 0; k < count; k++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * k), k % 7 - 3);
        return bytes;
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }
}
