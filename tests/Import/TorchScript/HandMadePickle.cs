using System.Buffers.Binary;
using System.Text;

namespace Audit.Tests.Import.TorchScript;

/// <summary>Pickles of protocol 2, written opcode by opcode.</summary>
internal static class HandMadePickle
{
    /// <summary>An object whose state is a dict of attributes. Values: bool, int, string, null, or other pickles without their
    /// frame.</summary>
    public static byte[] Object(string type, params (string Name, object? Value)[] attributes) => Framed(Body(type, attributes));

    /// <summary>An object with any state, which its __setstate__ is given.</summary>
    public static byte[] Object(string type, byte[] state) => Framed([.. New(type), .. state, (byte)'b']);

    /// <summary>A tuple of pickles without their frame.</summary>
    public static byte[] Tuple(params byte[][] items) => Framed([(byte)'(', .. items.SelectMany(i => i), (byte)'t']);

    /// <summary>The body of an object, to be put into another.</summary>
    public static byte[] Body(string type, params (string Name, object? Value)[] attributes) =>
        [.. New(type), (byte)'}', (byte)'(', .. attributes.SelectMany(a => (byte[])[.. Value(a.Name), .. Value(a.Value)]),
            (byte)'u', (byte)'b'];

    /// <summary>One value.</summary>
    public static byte[] Value(object? value) => value switch
    {
        null => [(byte)'N'],
        bool b => [(byte)(b ? 0x88 : 0x89)],
        int i => [(byte)'J', .. Number(i)],
        string s => [(byte)'X', .. Number(Encoding.UTF8.GetByteCount(s)), .. Encoding.UTF8.GetBytes(s)],
        byte[] body => body,
        _ => throw new ArgumentException($"{value.GetType()} is not written here"),
    };

    /// <summary>A contiguous float32 tensor whose numbers are the entry data/KEY.</summary>
    public static byte[] Tensor(string key, params int[] shape)
    {
        int count = shape.Aggregate(1, (a, b) => a * b);
        int[] strides = [.. shape.Select((_, k) => shape.Skip(k + 1).Aggregate(1, (a, b) => a * b))];
        byte[] Ints(int[] values) => [(byte)'(', .. values.SelectMany(v => Value(v)), (byte)'t'];
        return
        [
            .. "ctorch._utils\n_rebuild_tensor_v2\n(("u8, .. Value("storage"), .. "ctorch\nFloatStorage\n"u8, .. Value(key),
            .. Value("cpu"), .. Value(count), .. "tQ"u8,
            .. Value(0), .. Ints(shape), .. Ints(strides), 0x89, .. "ccollections\nOrderedDict\n)RtR"u8,
        ];
    }

    /// <summary>Opcodes between protocol and end.</summary>
    public static byte[] Framed(byte[] body) => [0x80, 2, .. body, (byte)'.'];

    private static byte[] New(string type)
    {
        int dot = type.LastIndexOf('.');
        return [(byte)'c', .. Encoding.UTF8.GetBytes($"{type[..dot]}\n{type[(dot + 1)..]}\n"), (byte)')', 0x81];
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
