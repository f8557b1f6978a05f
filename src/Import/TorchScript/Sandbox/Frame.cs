using System.Buffers.Binary;
using System.Text;

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>Messages between parent and child: a kind, a length, a payload. Tensors are not in them but in the shared
/// block.</summary>
internal static class Frame
{
    /// <summary>Longest payload. The other side may be hostile.</summary>
    private const int MostBytes = 1 << 16;

    /// <summary>Longest text in a reply.</summary>
    private const int MostText = 2000;

    public static void Write(Stream stream, byte kind, Action<BinaryWriter>? payload = null)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(kind);
        writer.Write(0);
        payload?.Invoke(writer);
        writer.Flush();
        int length = checked((int)bytes.Length - 5);
        if (length > MostBytes)
            throw new InvalidOperationException($"a message of {length} bytes, expected at most {MostBytes}");
        BinaryPrimitives.WriteInt32LittleEndian(bytes.GetBuffer().AsSpan(1), length);
        stream.Write(bytes.GetBuffer(), 0, length + 5);
        stream.Flush();
    }

    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="InvalidDataException">What came is no message.</exception>
    public static (byte Kind, BinaryReader Payload)? Read(Stream stream)
    {
        var head = new byte[5];
        int count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (count < head.Length)
            return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1));
        if (length is < 0 or > MostBytes)
            throw new InvalidDataException($"a message of {length} bytes, expected at most {MostBytes}");
        var payload = new byte[length];
        return stream.ReadAtLeast(payload, length, throwOnEndOfStream: false) < length ? null
            : (head[0], new BinaryReader(new MemoryStream(payload), Encoding.UTF8));
    }

    /// <summary>One line of bounded length, without control characters.</summary>
    public static string Plain(string text)
    {
        string line = text.Split('\n')[0].TrimEnd('\r');
        return new string([.. (line.Length <= MostText ? line : line[..MostText] + "...")
            .Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
    }
}
