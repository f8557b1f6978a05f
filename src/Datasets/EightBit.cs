using Audit.Formats;

namespace Audit.Datasets;

/// <summary>Brings pixel values of text and arrays to the bytes that image sets hold, and refuses what would lose
/// something.</summary>
internal static class EightBit
{
    /// <summary>How far from a whole byte a value may be: the rounding of float32 and of four printed digits.</summary>
    private const double Tolerance = 0.02;

    /// <summary>Values k/255.</summary>
    /// <exception cref="DataFormatException">A value is none.</exception>
    public static byte[] FromUnit(string path, double[] values) => Convert(path, values, 255, "a byte over 255 in [0,1]");

    /// <summary>Values 0 to 255, or k/255 where none exceeds 1.</summary>
    /// <exception cref="DataFormatException">A value is neither.</exception>
    public static byte[] FromEither(string path, double[] values) =>
        values.All(v => v <= 1) ? FromUnit(path, values) : Convert(path, values, 1, "a whole number from 0 to 255");

    private static byte[] Convert(string path, double[] values, double factor, string expected)
    {
        var bytes = new byte[values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            double value = values[k] * factor, nearest = Math.Round(value);
            if (!(nearest is >= 0 and <= 255 && Math.Abs(value - nearest) <= Tolerance))
                throw new DataFormatException(path,
                    FormattableString.Invariant(
                    $"value {k} must be {expected}, got {values[k]}; images are taken before normalisation."));
            bytes[k] = (byte)nearest;
        }
        return bytes;
    }
}
