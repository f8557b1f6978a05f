using System.Runtime.InteropServices;
using Audit.Formats;

namespace Audit.Datasets.Decoding;

/// <summary>libjpeg-turbo's TurboJPEG interface, version 2 (also in 3): errors come back as values.</summary>
internal static unsafe partial class TurboJpeg
{
    private const int Rgb = 0, AccurateDct = 4096;
    private const int Cmyk = 3, Ycck = 4; // colour spaces of the file

    /// <summary>A block of 64 pixels takes at least a bit in Huffman codes, eight times less is allowed for arithmetic
    /// ones.</summary>
    private const long MostPixelsPerByte = 8 * 512;

    public static RgbImage Decode(string path, byte[] bytes)
    {
        NativeImages.Register();
        nint handle = tjInitDecompress();
        if (handle == 0)
            throw new DataFormatException(path, "libjpeg-turbo did not start.");
        try
        {
            fixed (byte* source = bytes)
            {
                if (tjDecompressHeader3(handle, source, new CULong((nuint)bytes.Length), out int width, out int height, out _,
                    out int colours) != 0)
                    throw Damaged(path, handle);
                if (width < 1 || height < 1)
                    throw new DataFormatException(path, "is a damaged JPEG (it ends before its size).");
                long most = Math.Min(ImageDecoder.MostPixels, bytes.Length * MostPixelsPerByte);
                if ((long)width * height > most)
                    throw new DataFormatException(path,
                        $"claims {width}x{height} pixels in {bytes.Length} bytes, expected at most {most}.");
                if (colours is Cmyk or Ycck)
                    throw new DataFormatException(path, "is a CMYK JPEG, expected RGB or grey: convert it to RGB first.");
                var pixels = new byte[3L * width * height];
                fixed (byte* target = pixels)
                {
                    if (tjDecompress2(handle, source, new CULong((nuint)bytes.Length), target, width, 0, height, Rgb,
                        AccurateDct) != 0)
                        throw Damaged(path, handle);
                }
                return new RgbImage(height, width, pixels);
            }
        }
        finally
        {
            _ = tjDestroy(handle);
        }
    }

    private static DataFormatException Damaged(string path, nint handle) =>
        new(path, $"is a damaged JPEG ({Marshal.PtrToStringUTF8(tjGetErrorStr2(handle))}).");

    [LibraryImport(NativeImages.Jpeg)]
    internal static partial nint tjInitDecompress();

    [LibraryImport(NativeImages.Jpeg)]
    private static partial int tjDecompressHeader3(nint handle, byte* source, CULong size, out int width, out int height,
        out int subsampling, out int colorspace);

    [LibraryImport(NativeImages.Jpeg)]
    internal static partial int tjDecompress2(nint handle, byte* source, CULong size, byte* target, int width, int pitch,
        int height, int format, int flags);

    [LibraryImport(NativeImages.Jpeg)]
    internal static partial nint tjGetErrorStr2(nint handle);

    [LibraryImport(NativeImages.Jpeg)]
    internal static partial int tjDestroy(nint handle);
}
