using System.IO.Compression;
using Audit.Datasets;
using Audit.Formats;

namespace Audit.Tests.Datasets;

public class MnistTests
{
    private const string Images = "t10k-images-idx3-ubyte", Labels = "t10k-labels-idx1-ubyte";

    /// <summary>Two images of 1x2.</summary>
    private static readonly byte[] GoodImages = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 11, 12, 21, 22];
    private static readonly byte[] GoodLabels = [0, 0, 8, 1, 0, 0, 0, 2, 9, 4];

    [SharedFact("data", "mnist")]
    public void Load_OfficialTest_HasTheKnownLabels()
    {
        ImageSet test = DataSpec.Parse("mnist:" + SharedFolder.Find("data", "mnist")).Load(Split.Test);
        Assert.Equal((10_000, 1, 28, 28), (test.Count, test.Channels, test.Height, test.Width));
        Assert.Equal([7, 2, 1, 0, 4], test.Labels[..5].ToArray());
    }

    [SharedFact("data", "mnist")]
    public void Load_OfficialTrain_HasTheKnownMean()
    {
        ImageSet train = DataSpec.Parse("mnist:" + SharedFolder.Find("data", "mnist")).Load(Split.Train);
        long sum = 0;
        for (int i = 0; i < train.Count; i++)
            foreach (byte value in train.Pixels(i))
                sum += value;
        Assert.Equal(60_000, train.Count);
        Assert.Equal([5, 0, 4, 1, 9], train.Labels[..5].ToArray());
        // The mean that every MNIST tutorial normalises with.
        Assert.Equal(0.1307, sum / 255.0 / (784L * 60_000), 5e-5);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, ".gz")]
    [InlineData(true, "")]
    public void Load_WrittenFiles_PlainOrGzipped_GivesTheSame(bool zip, string suffix)
    {
        using TemporaryFolder folder = new();
        folder.Write(Images + suffix, zip ? Zip(GoodImages) : GoodImages);
        folder.Write(Labels + suffix, zip ? Zip(GoodLabels) : GoodLabels);
        ImageSet set = Load(folder);
        Assert.Equal([9, 4], set.Labels.ToArray());
        Assert.Equal((2, 1, 1, 2), (set.Count, set.Channels, set.Height, set.Width));
        Assert.Equal([21, 22], set.Pixels(1).ToArray());
    }

    [Theory]
    [InlineData("00000801 00000001 0000 0000 00000000 00", "expected the idx magic number 0x00000803, got 0x00000801.")]
    [InlineData("00000803 0000", "expected an idx header of 16 bytes, the file ends after 6.")]
    [InlineData("", "expected an idx header of 16 bytes, the file ends after 0.")]
    [InlineData("00000803 00000002 00000001 00000002 0b0c15", "the header promises [2,1,2], 20 bytes in all, the file holds 19.")]
    [InlineData("00000803 00000002 00000001 00000002 0b0c151617",
        "the header promises [2,1,2], 4 values, the file goes on after them.")]
    [InlineData("00000803 ffffffff ffffffff ffffffff",
        "the header promises [4294967295,4294967295,4294967295], expected 1 to 1073741824 values.")]
    [InlineData("00000803 00000002 00000000 00000002", "the header promises [2,0,2], expected 1 to 1073741824 values.")]
    [InlineData("00000803 00000002 00002000 00002000",
        "the header promises [2,8192,8192], 134217744 bytes in all, the file holds 16.")]
    public void Load_DamagedImages_SaysWhatIsWrong(string hex, string problem)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(Images, Convert.FromHexString(hex.Replace(" ", "")));
        folder.Write(Labels, GoodLabels);
        Assert.Equal($"{path}: {problem}", Failure(folder));
    }

    [Fact]
    public void Load_GzipThatPromisesTooMuch_IsRefusedBeforeAllocation()
    {
        using TemporaryFolder folder = new();
        byte[] zipped = Zip([0, 0, 8, 3, 0, 0, 0x20, 0, 0, 0, 0x10, 0, 0, 0, 0x10, 0, 1]);
        string path = folder.Write(Images + ".gz", zipped);
        folder.Write(Labels, GoodLabels);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal($"{path}: the header promises [8192,4096,4096], expected 1 to 1073741824 values.", Failure(folder));

        zipped = Zip([0, 0, 8, 3, 0, 0, 0, 0x20, 0, 0, 0x10, 0, 0, 0, 0x10, 0, 1]);
        folder.Write(Images + ".gz", zipped);
        Assert.Equal($"{path}: the header promises [32,4096,4096], 536870928 bytes in all, the file holds at most "
            + $"{1032 * zipped.Length}.",
            Failure(folder));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Load_GzipBomb_IsReadOnlyOneByteTooFar()
    {
        using TemporaryFolder folder = new();
        byte[] zipped = Zip([.. GoodImages, .. new byte[10_000_000]]);
        zipped[^6] ^= 0xff; // The check sum: reading on to the end would meet it and complain of that instead.
        string path = folder.Write(Images + ".gz", zipped);
        folder.Write(Labels, GoodLabels);
        Assert.Equal($"{path}: the header promises [2,1,2], 4 values, the file goes on after them.", Failure(folder));
    }

    [Fact]
    public void Load_TruncatedGzip_IsRefused()
    {
        using TemporaryFolder folder = new();
        byte[] noise = new byte[20_000];
        new Random(1).NextBytes(noise);
        byte[] zipped = Zip([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 100, 0, 0, 0, 100, .. noise]);
        string path = folder.Write(Images + ".gz", zipped[..10_000]);
        folder.Write(Labels, GoodLabels);
        Assert.StartsWith($"{path}: the header promises [2,100,100], 20000 values, the file ends after ", Failure(folder));
    }

    [Fact]
    public void Load_DamagedGzip_IsRefused()
    {
        using TemporaryFolder folder = new();
        byte[] zipped = Zip(GoodImages);
        zipped[^6] ^= 0xff; // The check sum.
        string path = folder.Write(Images + ".gz", zipped);
        folder.Write(Labels, GoodLabels);
        Assert.Equal($"{path}: the gzip data are damaged.", Failure(folder));
    }

    [Fact]
    public void Load_LabelOutOfRange_NamesFilePositionAndValue()
    {
        using TemporaryFolder folder = new();
        folder.Write(Images, GoodImages);
        string path = folder.Write(Labels, [.. GoodLabels[..^1], 10]);
        Assert.Equal($"{path}: label 1 must be 0 to 9, got 10.", Failure(folder));
    }

    [Fact]
    public void Load_CountsThatDisagree_NamesBoth()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(Images, GoodImages);
        folder.Write(Labels, [0, 0, 8, 1, 0, 0, 0, 1, 9]);
        Assert.Equal($"{path}: holds 2 images, but {Labels} holds 1 labels.", Failure(folder));
    }

    [Fact]
    public void Load_MissingFile_SaysWhatWasLookedFor()
    {
        using TemporaryFolder folder = new();
        folder.Write(Images, GoodImages);
        Assert.Equal($"{folder.Path}: expected {Labels} or {Labels}.gz in this folder, did not find it.", Failure(folder));
    }

    private static ImageSet Load(TemporaryFolder folder) => DataSpec.Parse("mnist:" + folder.Path).Load(Split.Test);

    private static string Failure(TemporaryFolder folder) => Assert.Throws<DataFormatException>(() => Load(folder)).Message;

    private static byte[] Zip(byte[] content)
    {
        using MemoryStream zipped = new();
        using (GZipStream stream = new(zipped, CompressionLevel.Fastest))
            stream.Write(content);
        return zipped.ToArray();
    }
}
