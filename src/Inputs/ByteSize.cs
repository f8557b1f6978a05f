namespace Audit.Inputs;

/// <summary>Sizes of memory as people write them: a number and a unit of powers of 1024, such as 500M, 1.5G, 8GiB.</summary>
public static class ByteSize
{
    private const string Units = "KMGT";

    /// <summary>At least one byte, and fewer than 2^62.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        if (text.EndsWith("iB", StringComparison.Ordinal))
            text = text[..^2];
        else if (text.EndsWith("B", StringComparison.Ordinal))
            text = text[..^1];
        int unit = text.IsEmpty ? -1 : Units.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        if (unit < 0 || !Numbers.TryReal(text[..^1], out double number))
            return false;
        double size = number * Math.Pow(1024, unit + 1);
        bytes = size is >= 1 and < (double)(1L << 62) ? (long)size : 0;
        return bytes > 0;
    }
}
