using System.Buffers.Binary;
using System.Text;
using Audit.Inputs;

namespace Audit.Formats.PyTorch;

/// <summary>A zip whose entries are stored, as PyTorch writes them: names and where their bytes lie. Zip64 included.</summary>
/// <remarks>
/// Source: PKWARE's APPNOTE 6.3. Only stored entries are read, so an entry can never be larger than the file, and tensors are
/// read where they lie; compressed ones (code in TorchScript archives) are only listed. The base library's reader does not say
/// where that is.
/// </remarks>
internal sealed class StoredZip
{
    private const int MostEntries = 1 << 20;
    private const int EndRecord = 22, EndRecordSearch = EndRecord + ushort.MaxValue, CentralHeader = 46, LocalHeader = 30;
    private const uint EndMark = 0x06054b50, CentralMark = 0x02014b50, LocalMark = 0x04034b50, Zip64EndMark = 0x06064b50,
        Zip64LocatorMark = 0x07064b50;

    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly string path;
    private readonly Stream stream;

    private StoredZip(string path, Stream stream) => (this.path, this.stream) = (path, stream);

    /// <summary>Names of all entries.</summary>
    public IEnumerable<string> Names => entries.Keys;

    private sealed record Entry(long Position, long Bytes, uint Crc, bool IsStored);

    /// <exception cref="ModelFormatException">No zip, or one with compressed or encrypted entries.</exception>
    public static StoredZip Open(string path, Stream stream)
    {
        var zip = new StoredZip(path, stream);
        zip.ReadDirectory();
        return zip;
    }

    public bool Has(string name) => entries.ContainsKey(name);

    /// <summary>Where an entry's bytes lie.</summary>
    public StorageRecord Locate(string name)
    {
        if (!entries.TryGetValue(name, out var entry))
            throw Wrong($"entry {Shown.Name(name)} is missing");
        return entry.IsStored ? new StorageRecord(entry.Position, entry.Bytes)
            : throw Wrong($"entry {Shown.Name(name)} is compressed or encrypted, expected stored entries as torch.save writes "
            + $"them");
    }

    /// <summary>An entry's bytes, checked against its CRC.</summary>
    public byte[] Read(string name, long most)
    {
        var record = Locate(name);
        if (record.Bytes > most)
            throw Wrong($"entry {Shown.Name(name)} has {record.Bytes} bytes, expected at most {most}");
        var bytes = At(record.Position, (int)record.Bytes);
        // Writers that skip the sum leave 0 there.
        if (entries[name].Crc is var crc and not 0 && Crc32.Of(bytes) != crc)
            throw Wrong($"entry {Shown.Name(name)} is damaged: its CRC-32 does not match");
        return bytes;
    }

    private void ReadDirectory()
    {
        int tailLength = (int)Math.Min(stream.Length, EndRecordSearch);
        byte[] tail = At(stream.Length - tailLength, tailLength);
        int end = tailLength - EndRecord;
        while (end >= 0 && U32(tail, end) != EndMark)
            end--;
        if (end < 0)
            throw Wrong("has no zip directory: cut short, or no zip");
        long count = U16(tail, end + 10), size = U32(tail, end + 12), start = U32(tail, end + 16);
        if ((count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue) && end >= 20
            && U32(tail, end - 20) == Zip64LocatorMark)
        {
            byte[] wide = At(I64(tail, end - 12), 56);
            if (U32(wide, 0) != Zip64EndMark)
                throw Wrong("its zip64 directory is not where the file says");
            (count, size, start) = (I64(wide, 32), I64(wide, 40), I64(wide, 48));
        }
        if (count is < 0 or > MostEntries || size < 0 || start < 0 || size > stream.Length - start || size < count * CentralHeader
            || size > int.MaxValue)
            throw Wrong($"its zip directory claims {count} entries in {size} bytes at {start}, the file has {stream.Length} "
                + $"bytes");

        byte[] directory = At(start, (int)size);
        int at = 0;
        for (long k = 0; k < count; k++)
            at = ReadEntry(directory, at);
    }

    private int ReadEntry(byte[] directory, int at)
    {
        if (at + CentralHeader > directory.Length || U32(directory, at) != CentralMark)
            throw Wrong("its zip directory is damaged");
        int nameLength = U16(directory, at + 28), extraLength = U16(directory, at + 30), commentLength = U16(directory, at + 32);
        int next = at + CentralHeader + nameLength + extraLength + commentLength;
        if (next > directory.Length)
            throw Wrong("its zip directory is damaged");
        string name = Encoding.UTF8.GetString(directory, at + CentralHeader, nameLength);
        int flags = U16(directory, at + 8), method = U16(directory, at + 10);
        bool stored = method == 0 && (flags & 1) == 0;
        long packed = U32(directory, at + 20), bytes = U32(directory, at + 24), local = U32(directory, at + 42);
        Widen(directory.AsSpan(at + CentralHeader + nameLength, extraLength), ref bytes, ref packed, ref local);
        if ((stored && packed != bytes) || packed < 0 || local < 0 || local > stream.Length - LocalHeader)
            throw Wrong($"entry {Shown.Name(name)} claims {packed} stored bytes for {bytes} at {local}");
        byte[] header = At(local, LocalHeader);
        if (U32(header, 0) != LocalMark)
            throw Wrong($"entry {Shown.Name(name)} is not where the directory says");
        long position = local + LocalHeader + U16(header, 26) + U16(header, 28);
        if (position > stream.Length || packed > stream.Length - position)
            throw Wrong($"entry {Shown.Name(name)} claims {packed} bytes at {position}, the file has {stream.Length}");
        if (!entries.TryAdd(name, new Entry(position, bytes, U32(directory, at + 16), stored)))
            throw Wrong($"entry {Shown.Name(name)} is there twice");
        return next;
    }

    /// <summary>Zip64: fields that are all ones stand in the extra field 1, in this order.</summary>
    private static void Widen(ReadOnlySpan<byte> extra, ref long bytes, ref long packed, ref long local)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                return;
            var field = extra.Slice(4, length);
            if (id == 1)
            {
                bytes = Next(ref field, bytes);
                packed = Next(ref field, packed);
                local = Next(ref field, local);
                return;
            }
            extra = extra[(4 + length)..];
        }
    }

    private static long Next(ref ReadOnlySpan<byte> field, long narrow)
    {
        if (narrow != uint.MaxValue || field.Length < 8)
            return narrow;
        long value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
        return value;
    }

    private byte[] At(long position, int count)
    {
        if (position < 0 || count < 0 || position > stream.Length - count)
            throw Wrong($"reading {count} bytes at {position} leaves the file of {stream.Length} bytes");
        var bytes = new byte[count];
        stream.Position = position;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private ModelFormatException Wrong(string problem) => new(path, problem);

    private static int U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static long I64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
