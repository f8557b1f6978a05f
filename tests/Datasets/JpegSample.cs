namespace Audit.Tests.Datasets;

/// <summary>The smallest JPEG, put together from the standard: one grey 8x8 block whose coefficients are all zero, which is grey
/// 128.</summary>
/// <remarks>ITU-T T.81: quantisation of ones, a DC table whose one code means "no difference" and an AC table whose one code
/// means "end of block".</remarks>
internal static class JpegSample
{
    public static byte[] Grey() =>
    [
        0xff, 0xd8,
        0xff, 0xdb, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
        0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
        0xff, 0xc4, 0, 20, 0x00, 1, .. new byte[15], 0,
        0xff, 0xc4, 0, 20, 0x10, 1, .. new byte[15], 0,
        0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0,
        // Code 0 for the DC difference, code 0 for the end, ones to fill the byte.
        0x3f,
        0xff, 0xd9,
    ];

    /// <summary>The same in four components, which is CMYK where no marker says otherwise.</summary>
    public static byte[] Cmyk() =>
    [
        0xff, 0xd8,
        0xff, 0xdb, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
        0xff, 0xc0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
        0xff, 0xc4, 0, 20, 0x00, 1, .. new byte[15], 0,
        0xff, 0xc4, 0, 20, 0x10, 1, .. new byte[15], 0,
        0xff, 0xda, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0,
        0x00,
        0xff, 0xd9,
    ];
}
