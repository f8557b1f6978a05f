namespace Audit.Formats.PyTorch;

/// <summary>The CRC-32 of zip files (polynomial 0xEDB88320); the base library keeps its own to itself.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Row)];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte b in bytes)
            crc = Table[(byte)(crc ^ b)] ^ crc >> 8;
        return ~crc;
    }

    private static uint Row(int value)
    {
        uint row = (uint)value;
        for (int bit = 0; bit < 8; bit++)
            row = (row & 1) != 0 ? row >> 1 ^ 0xEDB88320 : row >> 1;
        return row;
    }
}
