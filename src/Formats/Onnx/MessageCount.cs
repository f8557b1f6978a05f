using Google.Protobuf.Reflection;

namespace Audit.Formats.Onnx;

/// <summary>
/// Walks over a file's messages without building them. An empty message is two bytes in the file and a hundred times that in
/// memory: this is where a file that is made of nothing else is refused.
/// </summary>
internal static class MessageCount
{
    /// <summary>Messages and texts that a file may hold; the largest networks of today have some ten thousand.</summary>
    private const int Most = 1_000_000;

    private const int Deepest = 32;

    /// <exception cref="ModelFormatException">The bytes are no messages of that kind, or too many.</exception>
    public static void Check(string path, MessageDescriptor type, ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        if (!Walk(type, bytes, 0, ref count))
        {
            throw new ModelFormatException(path, count > Most ? $"holds more than {Most} messages, no network has that many"
                : "expected an ONNX network, this is not one (or is damaged)");
        }
    }

    private static bool Walk(MessageDescriptor type, ReadOnlySpan<byte> bytes, int depth, ref int count)
    {
        if (++count > Most || depth > Deepest)
            return false;
        while (bytes.Length > 0)
        {
            if (!Varint(ref bytes, out ulong tag) || tag >> 3 is 0 or > int.MaxValue)
                return false;
            switch (tag & 7)
            {
                case 0:
                    if (!Varint(ref bytes, out _))
                        return false;
                    break;
                case 1 or 5:
                    int size = (tag & 7) == 1 ? 8 : 4;
                    if (bytes.Length < size)
                        return false;
                    bytes = bytes[size..];
                    break;
                case 2:
                    if (!Varint(ref bytes, out ulong length) || length > (ulong)bytes.Length)
                        return false;
                    var field = type.FindFieldByNumber((int)(tag >> 3));
                    if (field?.FieldType == FieldType.Message
                        && !Walk(field.MessageType, bytes[..(int)length], depth + 1, ref count))
                        return false;
                    if (field?.FieldType is FieldType.String or FieldType.Bytes && ++count > Most)
                        return false;
                    bytes = bytes[(int)length..];
                    break;
                default:
                    return false;
            }
        }
        return true;
    }

    private static bool Varint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < 10 && i < bytes.Length; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }
        return false;
    }
}
