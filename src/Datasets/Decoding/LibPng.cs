using System.Runtime.InteropServices;
using System.Text;
using Audit.Formats;

namespace Audit.Datasets.Decoding;

/// <summary>libpng's simplified interface (png.h, section VI): errors come back in the structure, never as a jump through our
/// frames.</summary>
/// <remarks>Grey, palette and 16-bit images become 8-bit RGB; transparency is dropped, as image loaders in PyTorch do; colour
/// profiles are not applied beyond the file's own gamma.</remarks>
internal static unsafe partial class LibPng
{
    private const uint Version = 1, FormatRgba = 3, SixteenBitSrgb = 4;

    /// <summary>Deflate gives at best 1032 bytes for one (RFC 1951), and a byte holds at most 8 pixels.</summary>
    private const long MostPixelsPerByte = 8 * 1032;

    [StructLayout(LayoutKind.Sequential)]
    private struct Image
    {
        public nint Opaque;
        public uint Version, Width, Height, Format, Flags, ColormapEntries, WarningOrError;
        public fixed byte Message[64];
    }

    public static RgbImage Decode(string path, byte[] bytes)
    {
        NativeImages.Register();
        var image = new Image { Version = Version };
        fixed (byte* source = bytes)
        {
            if (png_image_begin_read_from_memory(&image, source, (nuint)bytes.Length) == 0)
                throw Damaged(path, image);
            long most = Math.Min(ImageDecoder.MostPixels, bytes.Length * MostPixelsPerByte);
            if ((long)image.Width * image.Height > most)
            {
                png_image_free(&image);
                throw new DataFormatException(path,
                    $"claims {image.Width}x{image.Height} pixels in {bytes.Length} bytes, expected at most {most}.");
            }
            image.Format = FormatRgba;
            image.Flags |= SixteenBitSrgb;
            var rgba = new byte[4L * image.Width * image.Height];
            fixed (byte* target = rgba)
            {
                if (png_image_finish_read(&image, null, target, 0, null) == 0)
                    throw Damaged(path, image);
            }
            return new RgbImage((int)image.Height, (int)image.Width, WithoutAlpha(rgba));
        }
    }

    private static byte[] WithoutAlpha(byte[] rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int k = 0; k < rgba.Length / 4; k++)
            rgba.AsSpan(4 * k, 3).CopyTo(rgb.AsSpan(3 * k));
        return rgb;
    }

    private static DataFormatException Damaged(string path, Image image) =>
        new(path, $"is a damaged PNG ({Message(new ReadOnlySpan<byte>(image.Message, 64))}).");

    /// <summary>libpng's words: they end at the first zero, and what stands behind it is left from before.</summary>
    private static string Message(ReadOnlySpan<byte> buffer) =>
        Encoding.ASCII.GetString(buffer[..(buffer.IndexOf((byte)0) is >= 0 and var end ? end : buffer.Length)]);

    [LibraryImport(NativeImages.Png)]
    private static partial int png_image_begin_read_from_memory(Image* image, byte* memory, nuint size);

    [LibraryImport(NativeImages.Png)]
    private static partial int png_image_finish_read(Image* image, void* background, byte* buffer, int rowStride, void* colormap);

    [LibraryImport(NativeImages.Png)]
    private static partial void png_image_free(Image* image);
}
