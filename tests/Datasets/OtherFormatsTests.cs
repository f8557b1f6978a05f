using System.Buffers.Binary;
using System.Text;
using Audit.Datasets;
using Audit.Datasets.Decoding;
using Audit.Formats;
using Audit.Tests.Import.Fuzz;

namespace Audit.Tests.Datasets;

public class OtherFormatsTests
{
    [Fact]
    public void Npz_Bytes_AreTheImages()
    {
        using var folder = new TemporaryFolder();
        var set = Load($"npz:{folder.Write("a.npz", NpzSample.Bytes())}");
        Assert.Equal((4, 1, 8, 8, 10), (set.Count, set.Channels, set.Height, set.Width, set.Classes.Count));
        Assert.Equal([0, 1, 2, 3], set.Labels.ToArray());
        Assert.Equal([.. Enumerable.Range(64, 64).Select(k => (byte)k)], set.Pixels(1).ToArray());
    }

    [Fact]
    public void Npz_Reals_AreBytesOver255OrRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] Reals(float other) => [.. Enumerable.Range(0, 4)
            .SelectMany(k => BitConverter.GetBytes(k == 3 ? other : 51f * k / 255))];
        var set = Load($"npz:{folder.Write("a.npz", NpzSample.Of(("x", "<f4", [1, 2, 2], Reals(1)), ("y", "|u1", [1], [7])))}");
        Assert.Equal([0, 51, 102, 255], set.Pixels(0).ToArray());
        string path = folder.Write("b.npz", NpzSample.Of(("x", "<f4", [1, 2, 2], Reals(-.5f)), ("y", "|u1", [1], [7])));
        Assert.Equal($"{path}: value 3 must be a byte over 255 in [0,1], got -0.5; images are taken before normalisation.",
            Failure($"npz:{path}"));
    }

    [Fact]
    public void Csv_ThreeChannels_AreSideBySideUnlessSaidOtherwise()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", Encoding.ASCII.GetBytes("3," + string.Join(',', Enumerable.Range(0, 3072)
            .Select(k => k % 256)) + "\n"));
        Assert.Equal([0, 3, 6], Load($"csv:{path}").Pixels(0)[..3].ToArray());
        Assert.Equal(1, Load($"csv:{path}").Pixels(0)[1024]);
        Assert.Equal([0, 1, 2], Load($"csv:{path},layout=chw").Pixels(0)[..3].ToArray());
    }

    [Theory]
    [InlineData("0,255", 255)]
    [InlineData("0.0,1.0", 255)]
    [InlineData("0,0.2", 51)]
    public void Csv_BothScales_AreBytes(string two, int last)
    {
        using var folder = new TemporaryFolder();
        string row = string.Join(',', Enumerable.Repeat("0", 782));
        var set = Load($"csv:{folder.Write("a.csv", Encoding.ASCII.GetBytes($"9,{row},{two}\n\n5,{row},{two}"))}");
        Assert.Equal((2, 9, last), (set.Count, set.Label(0), set.Pixels(0)[783]));
    }

    [Theory]
    [InlineData("1,2,3", "row 1 must have a label and 784 or 3072 pixels, got 3 cells.")]
    [InlineData("", "holds no rows.")]
    public void Csv_Wrong_SaysWhere(string text, string problem)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", Encoding.ASCII.GetBytes(text));
        Assert.Equal($"{path}: {problem}", Failure($"csv:{path}"));
    }

    [SharedFact("data", "cifar100", "test_subset1000.bin")]
    public void Cifar100_RealSubset_HasTenOfEachFineClass()
    {
        var set = Load($"cifar100:{SharedFolder.Find("data", "cifar100")}");
        Assert.Equal((1000, 100, "apple"), (set.Count, set.Classes.Count, set.Classes[0]));
        Assert.All(set.Labels.ToArray().GroupBy(l => l), g => Assert.Equal(10, g.Count()));
    }

    [Fact]
    public void Cifar100_Binary_CoarseComesFirst()
    {
        using var folder = new TemporaryFolder();
        byte[] record = new byte[3074];
        (record[0], record[1], record[2]) = (11, 98, 7);
        folder.Write("test.bin", record);
        var set = Load($"cifar100:{folder.Path}");
        Assert.Equal((98, 7), (set.Label(0), set.Pixels(0)[0]));
    }

    [Fact]
    public void Cifar10_PythonVersion_IsReadAsData()
    {
        using var folder = new TemporaryFolder();
        folder.Write("test_batch", PythonBatch());
        var set = Load($"cifar10:{folder.Path}");
        Assert.Equal((2, 6, "frog"), (set.Count, set.Label(0), set.Classes[6]));
        Assert.Equal([0, 1, 2, 200], set.Pixels(1)[..4].ToArray());
    }

    [Fact]
    public void Resize_ConstantImage_StaysConstant()
    {
        var image = new RgbImage(37, 53, [.. Enumerable.Repeat(new byte[] { 10, 200, 77 }, 37 * 53).SelectMany(p => p)]);
        var small = Resampling.ShorterSide(image, 16);
        Assert.Equal((16, 22), (small.Height, small.Width));
        Assert.Equal([10, 200, 77], small.Pixels[^3..]);
        Assert.All(small.Pixels.Chunk(3), p => Assert.Equal([10, 200, 77], p));
    }

    [Fact]
    public void Resize_HalfOfARamp_IsTheTriangleFilter()
    {
        byte[] row = [0, 40, 80, 120, 160, 200, 240, 250];
        var image = new RgbImage(8, 8, [.. Enumerable.Repeat(row, 8).SelectMany(r => r.SelectMany(v => new[] { v, v, v }))]);
        // Triangle of half width 2 around x = 3: weights 1/8, 3/8, 3/8, 1/8 of columns 1 to 4.
        Assert.Equal(100, Resampling.ShorterSide(image, 4).Pixels[3]);
        // At the edge the part outside is left out: (3/8 * 0 + 3/8 * 40 + 1/8 * 80) / (7/8) = 28.57.
        Assert.Equal(29, Resampling.ShorterSide(image, 4).Pixels[0]);
    }

    [Fact]
    public void CentreCrop_OddRest_LeavesItAtTheEnd()
    {
        var image = new RgbImage(1, 4, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
        Assert.Equal([1, 1, 1], Resampling.CentreCrop(image, 1).Pixels);
    }

    [NativeImageFact(NativeImages.Png)]
    public void ImageFolder_PngAndDamage()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["b", "a"])
            Directory.CreateDirectory(folder.At(name));
        byte[] pixels = [.. Enumerable.Range(0, 8 * 8 * 3).Select(k => (byte)(k * 5))];
        Audit.Records.Images.Png.Write(folder.At("a/1.png"), pixels, 8, 8);
        Audit.Records.Images.Png.Write(folder.At("b/1.png"), pixels, 8, 8);
        var set = Load($"imagefolder:{folder.Path}");
        Assert.Equal((2, "a", 3, 8, 8), (set.Count, set.Classes[0], set.Channels, set.Height, set.Width));
        byte[] png = File.ReadAllBytes(folder.At("a/1.png"));
        File.WriteAllBytes(folder.At("a/1.png"), png[..(png.Length / 2)]);
        Assert.StartsWith($"{folder.At("a/1.png")}: is a damaged PNG", Failure($"imagefolder:{folder.Path}"));
        // libpng leaves its message in a buffer whose rest is whatever was there before.
        (png[16], png[17]) = (0xff, 0xff);
        File.WriteAllBytes(folder.At("a/1.png"), png);
        Assert.Matches(@": is a damaged PNG \([ -~]+\)\.\z", Failure($"imagefolder:{folder.Path}"));
    }

    /// <summary>A picture of a hundred bytes that claims a hundred million pixels is refused before they are allocated.</summary>
    [NativeImageFact(NativeImages.Jpeg)]
    public void Image_ThatClaimsMorePixelsThanItsBytesCanHold_IsRefused()
    {
        byte[] jpeg = JpegSample.Grey();
        int size = 2 + 69 + 5;
        (jpeg[size], jpeg[size + 1], jpeg[size + 2], jpeg[size + 3]) = (0x27, 0x10, 0x27, 0x10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("claims 10000x10000 pixels in ", Assert.Throws<DataFormatException>(() =>
            ImageDecoder.Decode("a.jpg", jpeg)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [NativeImageFact(NativeImages.Jpeg)]
    public void Jpeg_InCmyk_IsNamed() =>
        Assert.Equal("print.jpg: is a CMYK JPEG, expected RGB or grey: convert it to RGB first.",
            Assert.Throws<DataFormatException>(() => ImageDecoder.Decode("print.jpg", JpegSample.Cmyk())).Message);

    [Fact]
    public void ImageFolder_NameThatIsNotUtf8_IsNamed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("a"));
        // What .NET makes of such a name, where the file system has one.
        File.WriteAllBytes(folder.At("a/caf\ufffd.png"), [1]);
        Assert.Equal($"{folder.Path}: holds 'caf\ufffd.png', a name that is not valid UTF-8: rename it.",
            Failure($"imagefolder:{folder.Path}"));
    }

    [NativeImageFact(NativeImages.Jpeg)]
    public void Jpeg_GreyFromTheStandardTables_IsDecoded()
    {
        var image = ImageDecoder.Decode("grey.jpg", JpegSample.Grey());
        Assert.Equal((8, 8), (image.Height, image.Width));
        Assert.All(image.Pixels, v => Assert.Equal(128, v));
        var e = Assert.Throws<DataFormatException>(() => ImageDecoder.Decode("cut.jpg", JpegSample.Grey()[..40]));
        Assert.StartsWith("cut.jpg: is a damaged JPEG", e.Message);
    }

    /// <summary>As CIFAR-10's own files: protocol 2, written by Python 2, so that text stands for bytes.</summary>
    private static byte[] PythonBatch()
    {
        var pixels = new byte[2 * 3072];
        (pixels[3072], pixels[3073], pixels[3074], pixels[3075]) = (0, 1, 2, 200);
        byte[] count = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(count, pixels.Length);
        byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
        return
        [
            .. Ascii("\u0080\u0002}q\u0001(U\u0004dataq\u0002cnumpy.core.multiarray\n_reconstruct\nq\u0003"
                + "cnumpy\nndarray\nq\u0004K\0\u0085U\u0001bq\u0005\u0087Rq\u0006"),
            .. Ascii("(K\u0001K\u0002M\0\u000c\u0086cnumpy\ndtype\nq\u0007U\u0002u1K\0K\u0001\u0087Rq\u0008"
                + "(K\u0003U\u0001|NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb\u0089T"),
            .. count, .. pixels, .. Ascii("tbU\u0006labelsq\u0009](K\u0006K\u0001eu."),
        ];
    }

    private static ImageSet Load(string spec) => DataSpec.Parse(spec).Load(Split.Test);

    private static string Failure(string spec) => Assert.Throws<DataFormatException>(() => Load(spec)).Message;
}
