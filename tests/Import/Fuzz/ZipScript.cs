using System.Text;

namespace Audit.Tests.Import.Fuzz;

/// <summary>A zip of stored entries, written by hand so that each of its numbers can be wrong (PKWARE's APPNOTE 6.3, zip64
/// included).</summary>
internal static class ZipScript
{
    /// <param name="entries">Names and contents; sums and sizes are those of the contents before numbers are changed.</param>
    /// <param name="draws">What is changed.</param>
    /// <param name="changes">How many numbers.</param>
    public static byte[] Build(IReadOnlyList<(string Name, byte[] Content)> entries, Draws draws, int changes)
    {
        var zip = new Fielded();
        var places = new List<(int At, uint Crc)>();
        bool wide = draws.Once(8);
        foreach (var (name, content) in entries)
        {
            uint crc = draws.Once(4) ? 0 : Sum(content);
            places.Add((zip.Length, crc));
            byte[] text = Encoding.UTF8.GetBytes(name);
            zip.Add("PK\u0003\u0004"u8).Number(20, 2).Number(0, 2).Number(0, 2).Number(0, 4).Number(crc, 4)
                .Number(content.Length, 4).Number(content.Length, 4)
                .Number(text.Length, 2).Number(0, 2).Add(text).Add(content);
        }
        int directory = zip.Length;
        for (int k = 0; k < entries.Count; k++)
        {
            byte[] text = Encoding.UTF8.GetBytes(entries[k].Name);
            int size = entries[k].Content.Length;
            zip.Add("PK\u0001\u0002"u8).Number(20, 2).Number(20, 2).Number(0, 2).Number(0, 2).Number(0, 4)
                .Number(places[k].Crc, 4)
                .Number(wide ? uint.MaxValue : size, 4).Number(wide ? uint.MaxValue : size, 4).Number(text.Length, 2)
                .Number(wide ? 28 : 0, 2).Number(0, 2).Number(0, 2).Number(0, 2).Number(0, 4)
                .Number(wide ? uint.MaxValue : places[k].At, 4).Add(text);
            if (wide)
                zip.Number(1, 2).Number(24, 2).Number(size, 8).Number(size, 8).Number(places[k].At, 8);
        }
        int length = zip.Length - directory;
        if (wide)
        {
            int end = zip.Length;
            zip.Add("PK\u0006\u0006"u8).Number(44, 8).Number(45, 2).Number(45, 2).Number(0, 4).Number(0, 4)
                .Number(entries.Count, 8).Number(entries.Count, 8).Number(length, 8).Number(directory, 8);
            zip.Add("PK\u0006\u0007"u8).Number(0, 4).Number(end, 8).Number(1, 4);
        }
        zip.Add("PK\u0005\u0006"u8).Number(0, 2).Number(0, 2).Number(wide ? 0xffff : entries.Count, 2)
            .Number(wide ? 0xffff : entries.Count, 2)
            .Number(wide ? uint.MaxValue : length, 4).Number(wide ? uint.MaxValue : directory, 4).Number(0, 2);
        return zip.Build(draws, changes);
    }

    /// <summary>CRC-32 (IEEE 802.3), as zip and PNG have it.</summary>
    public static uint Sum(ReadOnlySpan<byte> content)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in content)
        {
            crc ^= b;
            for (int k = 0; k < 8; k++)
                crc = (crc >> 1) ^ (0xedb88320 & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }
}
