using System.Buffers.Binary;

namespace Audit.Tests.Import.Fuzz;

/// <summary>Bytes of which some are known to be numbers (lengths, counts, offsets, sums): those are damaged as numbers.</summary>
internal sealed class Fielded
{
    private readonly List<byte> bytes = [];
    private readonly List<(int At, int Width, bool Big)> fields = [];

    public int Length => bytes.Count;

    public Fielded Add(ReadOnlySpan<byte> content)
    {
        bytes.AddRange(content);
        return this;
    }

    /// <summary>A number of some bytes; its place is remembered.</summary>
    public Fielded Number(long value, int width, bool big = false)
    {
        fields.Add((bytes.Count, width, big));
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(eight, value);
        if (big)
            eight[..width].Reverse();
        bytes.AddRange(eight[..width]);
        return this;
    }

    /// <summary>The bytes with some of the numbers changed.</summary>
    /// <param name="draws">Which and to what.</param>
    /// <param name="changes">How many; 0 leaves all as they are.</param>
    public byte[] Build(Draws draws, int changes)
    {
        byte[] result = [.. bytes];
        Span<byte> eight = stackalloc byte[8];
        for (int k = 0; k < changes && fields.Count > 0; k++)
        {
            var (at, width, big) = draws.Of(fields);
            eight.Clear();
            var field = result.AsSpan(at, width);
            field.CopyTo(eight);
            if (big)
                eight[..width].Reverse();
            BinaryPrimitives.WriteInt64LittleEndian(eight, draws.Near(BinaryPrimitives.ReadInt64LittleEndian(eight)));
            if (big)
                eight[..width].Reverse();
            eight[..width].CopyTo(field);
        }
        return result;
    }
}
