using System.Runtime.InteropServices;
using Audit.Inputs;

namespace Audit.Datasets.Decoding;

/// <summary>libjpeg-turbo as a codec for images of one size: coded and decoded again, in memory.</summary>
public sealed unsafe partial class JpegCodec : IDisposable
{
    private const int Rgb = 0, Grey = 6; // pixel formats
    private const int HalfColours = 2, NoColours = 3; // subsampling: 4:2:0, grey
    private const int NoRealloc = 1024, AccurateDct = 4096;
    private const int LargestSide = 65_500; // of libjpeg

    private readonly int height, width, channels, quality;
    private readonly byte[] buffer;
    private nint coder, decoder;

    /// <param name="channels">1 (grey) or 3 (red, green, blue).</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="UsageException">libjpeg-turbo is not installed, or does not take such images.</exception>
    public JpegCodec(int height, int width, int channels, int quality)
    {
        (this.height, this.width, this.channels, this.quality) = (height, width, channels, quality);
        NativeImages.Register();
        if (!NativeImages.Has(NativeImages.Jpeg))
            throw new UsageException("JPEG needs libjpeg-turbo: install libturbojpeg0.");
        if (height is < 1 or > LargestSide || width is < 1 or > LargestSide || (long)height * width > ImageDecoder.MostPixels)
            throw new UsageException(
                $"JPEG codes images of up to {LargestSide} pixels per side and {ImageDecoder.MostPixels} in all, got "
                + $"{width}x{height}.");
        buffer = new byte[checked((int)tjBufSize(width, height, channels == 1 ? NoColours : HalfColours).Value)];
        (coder, decoder) = (tjInitCompress(), TurboJpeg.tjInitDecompress());
        if (coder == 0 || decoder == 0)
            throw new UsageException("libjpeg-turbo did not start.");
    }

    /// <param name="pixels">[H,W,C] bytes.</param>
    /// <param name="decoded">As many bytes.</param>
    public void RoundTrip(ReadOnlySpan<byte> pixels, Span<byte> decoded)
    {
        int format = channels == 1 ? Grey : Rgb;
        fixed (byte* source = pixels, coded = buffer, target = decoded)
        {
            byte* at = coded;
            var size = new CULong((nuint)buffer.Length);
            if (tjCompress2(coder, source, width, 0, height, format, &at, &size, channels == 1 ? NoColours : HalfColours, quality,
                NoRealloc | AccurateDct) != 0)
                throw new InvalidOperationException(
                    $"libjpeg-turbo did not code an image: {Marshal.PtrToStringUTF8(TurboJpeg.tjGetErrorStr2(coder))}");
            if (TurboJpeg.tjDecompress2(decoder, coded, size, target, width, 0, height, format, AccurateDct) != 0)
                throw new InvalidOperationException(
                    $"libjpeg-turbo did not decode its own image: {Marshal.PtrToStringUTF8(TurboJpeg.tjGetErrorStr2(decoder))}");
        }
    }

    public void Dispose()
    {
        foreach (nint handle in (nint[])[Interlocked.Exchange(ref coder, 0), Interlocked.Exchange(ref decoder, 0)])
        {
            if (handle != 0)
                _ = TurboJpeg.tjDestroy(handle);
        }
    }

    [LibraryImport(NativeImages.Jpeg)]
    private static partial CULong tjBufSize(int width, int height, int subsampling);

    [LibraryImport(NativeImages.Jpeg)]
    private static partial nint tjInitCompress();

    [LibraryImport(NativeImages.Jpeg)]
    private static partial int tjCompress2(nint handle, byte* source, int width, int pitch, int height, int format, byte** coded,
        CULong* size, int subsampling, int quality, int flags);
}
