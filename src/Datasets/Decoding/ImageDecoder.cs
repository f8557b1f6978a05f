using Audit.Datasets.Files;
using Audit.Formats;

namespace Audit.Datasets.Decoding;

/// <summary>Decodes PNG and JPEG with libpng and libjpeg-turbo, told apart by content.</summary>
/// <remarks>Why these: they are the maintained reference decoders, part of every Linux distribution, and their simplified
/// interfaces report damage as a return value; the managed image libraries cannot be restored where this project is
/// built.</remarks>
internal static class ImageDecoder
{
    private const long LargestFile = 256L << 20;

    /// <summary>Pixels of an image: a small file can claim a very large one.</summary>
    internal const long MostPixels = 1L << 27;

    /// <exception cref="DataFormatException">The file is damaged, too large, or neither format.</exception>
    public static RgbImage Read(string path)
    {
        byte[] bytes = DataFolder.Bytes(path, LargestFile);
        return Decode(path, bytes);
    }

    public static RgbImage Decode(string path, byte[] bytes)
    {
        try
        {
            if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
                return LibPng.Decode(path, bytes);
            if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8]))
                return TurboJpeg.Decode(path, bytes);
        }
        catch (DllNotFoundException e)
        {
            throw new DataFormatException(path,
                "cannot be decoded: install libpng (libpng16-16) and libjpeg-turbo (libturbojpeg0).", e);
        }
        throw new DataFormatException(path, "is neither PNG nor JPEG by its content.");
    }
}
