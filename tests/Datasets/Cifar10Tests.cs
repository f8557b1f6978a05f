using Audit.Datasets;
using Audit.Formats;

namespace Audit.Tests.Datasets;

public class Cifar10Tests
{
    [SharedFact("data", "cifar10")]
    public void Load_OfficialTrain_HasTheKnownMeansAndDeviations()
    {
        ImageSet train = DataSpec.Parse("cifar10:" + SharedFolder.Find("data", "cifar10")).Load(Split.Train);
        Assert.Equal((50_000, 3, 32, 32), (train.Count, train.Channels, train.Height, train.Width));
        double[] means = [0.49140, 0.48216, 0.44653], deviations = [0.24703, 0.24349, 0.26159];
        for (int channel = 0; channel < 3; channel++)
        {
            (double mean, double deviation) = Moments(train, channel);
            Assert.Equal(means[channel], mean, 5e-6);
            Assert.Equal(deviations[channel], deviation, 5e-6);
        }
    }

    [SharedFact("data", "cifar10")]
    public void Load_OfficialTest_HasTheKnownLabels()
    {
        ImageSet test = DataSpec.Parse("cifar10:" + SharedFolder.Find("data", "cifar10")).Load(Split.Test);
        Assert.Equal(10_000, test.Count);
        Assert.Equal([3, 8, 8, 0, 6], test.Labels[..5].ToArray());
        Assert.Equal(["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"], test.Classes);
        Assert.Equal(Enumerable.Repeat(1000, 10), test.Labels.ToArray().CountBy(label => label).Select(pair => pair.Value));
    }

    [Fact]
    public void Load_WrittenFiles_GivesLabelsAndPixelsInOrder()
    {
        using TemporaryFolder folder = new();
        for (int batch = 1; batch <= 5; batch++)
            folder.Write($"data_batch_{batch}.bin", [.. Record((byte)batch, first: (byte)(10 * batch)), .. Record(0, first: 7)]);
        ImageSet set = DataSpec.Parse("cifar10:" + folder.Path).Load(Split.Train);
        Assert.Equal([1, 0, 2, 0, 3, 0, 4, 0, 5, 0], set.Labels.ToArray());
        Assert.Equal([10, 7, 20, 7, 30, 7, 40, 7, 50, 7], Enumerable.Range(0, 10).Select(i => (int)set.Pixels(i)[0]));
        Assert.Equal(99, set.Pixels(4)[3071]);
        Assert.Equal("truck", set.Classes[9]);
    }

    [Fact]
    public void Load_ParentOfTheArchivesFolder_FindsIt()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "cifar-10-batches-bin"));
        folder.Write("cifar-10-batches-bin/test_batch.bin", Record(9));
        Assert.Equal(9, DataSpec.Parse("cifar10:" + folder.Path).Load(Split.Test).Label(0));
    }

    [Fact]
    public void Load_MissingBatch_SaysWhatWasLookedFor()
    {
        using TemporaryFolder folder = new();
        foreach (int batch in (int[])[1, 2, 4])
            folder.Write($"data_batch_{batch}.bin", Record(0));
        Assert.Equal($"{folder.Path}: expected CIFAR-10's train files data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, "
            + "data_batch_4.bin, data_batch_5.bin, did not find data_batch_3.bin, data_batch_5.bin.",
            Failure(folder, Split.Train));
    }

    [Fact]
    public void Load_DamagedPythonVersion_IsNamed()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("test_batch", [1]);
        Assert.StartsWith($"{path}: the pickle is damaged or no CIFAR batch", Failure(folder));
    }

    [Theory]
    [InlineData(0, "0 records and 0 bytes")]
    [InlineData(3072, "0 records and 3072 bytes")]
    [InlineData(6147, "2 records and 1 bytes")]
    public void Load_WrongSize_SaysExpectedAndGot(int bytes, string got)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("test_batch.bin", new byte[bytes]);
        Assert.Equal($"{path}: expected a whole number of CIFAR-10 records of 3073 bytes, got {bytes} bytes: {got}.",
            Failure(folder));
    }

    [Fact]
    public void Load_LabelOutOfRange_NamesFileRecordAndValue()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("test_batch.bin", [.. Record(9), .. Record(10)]);
        Assert.Equal($"{path}: the label of record 1 must be 0 to 9, got 10.", Failure(folder));
    }

    [Fact]
    public void Load_HugeSparseFile_IsRefusedBeforeAnythingIsAllocated()
    {
        using TemporaryFolder folder = new();
        using (FileStream file = File.Create(Path.Combine(folder.Path, "test_batch.bin")))
            file.SetLength(3073L * 1_000_000);
        Assert.Equal($"{folder.Path}: holds 1000000 images, more than fit in memory at once.", Failure(folder));
    }

    [Theory]
    [InlineData("a\nb\n", "expected 10 class names, one a line, got 2.")]
    [InlineData("a\nb\nc\nd\ne\x1b[2J\nf\ng\nh\ni\nj", "the name of class 4 holds a control character.")]
    public void Load_WrongClassNames_AreRefused(string names, string problem)
    {
        using TemporaryFolder folder = new();
        folder.Write("test_batch.bin", Record(0));
        string path = folder.Write("batches.meta.txt", System.Text.Encoding.UTF8.GetBytes(names));
        Assert.Equal($"{path}: {problem}", Failure(folder));
    }

    private static string Failure(TemporaryFolder folder, Split split = Split.Test) =>
        Assert.Throws<DataFormatException>(() => DataSpec.Parse("cifar10:" + folder.Path).Load(split)).Message;

    private static byte[] Record(byte label, byte first = 0)
    {
        byte[] record = new byte[3073];
        (record[0], record[1], record[3072]) = (label, first, 99);
        return record;
    }

    private static (double Mean, double Deviation) Moments(ImageSet set, int channel)
    {
        long sum = 0, squares = 0, count = 1024L * set.Count;
        for (int i = 0; i < set.Count; i++)
        {
            foreach (byte value in set.Pixels(i).Slice(1024 * channel, 1024))
            {
                sum += value;
                squares += value * value;
            }
        }
        double mean = (double)sum / count;
        return (mean / 255, Math.Sqrt((double)squares / count - mean * mean) / 255);
    }
}
