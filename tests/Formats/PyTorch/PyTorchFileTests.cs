using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Audit.Formats;
using Audit.Formats.Pickle;
using Audit.Formats.PyTorch;
using Audit.Tests.Import.Fuzz;

namespace Audit.Tests.Formats.PyTorch;

/// <summary>Checkpoints whose zip, storages or strides say what the file cannot hold.</summary>
public sealed class PyTorchFileTests : IDisposable
{
    private const int Numbers = 7840;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_AnUndamagedFile_GivesItsTensors()
    {
        var file = PyTorchFile.Open(folder.Write("good", PickleSample.Zip(Views(4))));
        Assert.All(Tensors(file), t => Assert.Equal(4 * Numbers, file.Read("t", t).Bytes.Length));
        Assert.NotNull(PyTorchFile.Open(folder.Write("old", PickleSample.Legacy())).Root);
    }

    [Fact]
    public void Open_APickleThatItsSumDoesNotFit_IsRefused()
    {
        byte[] zip = PickleSample.Zip(PickleSample.Value());
        zip[zip.AsSpan().IndexOf("epoch"u8)]++;
        Assert.Contains("CRC-32", Refused(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnEntryThatIsThereTwice_IsRefused()
    {
        using var memory = new MemoryStream();
        memory.Write(PickleSample.Zip(PickleSample.Value()));
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var stream = zip.CreateEntry("archive/version", CompressionLevel.NoCompression).Open();
            stream.Write("4\n"u8);
        }
        Assert.Contains("'archive/version' is there twice", Refused(memory.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnEntryBeyondTheFile_IsRefused()
    {
        byte[] zip = PickleSample.Zip(PickleSample.Value());
        // In the directory: packed and unpacked size are 20 and 24 bytes behind its mark, 46 before the name.
        int name = zip.AsSpan().LastIndexOf("archive/data/0"u8);
        for (int field = 20; field <= 24; field += 4)
            BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(name - 46 + field), zip.Length);
        Assert.Contains("the file has", Refused(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_StridesBeyondTheStorage_AreRefused()
    {
        byte[] views = PickleSample.Views(Numbers, ("w", [10, 392], [784, 3]));
        var file = PyTorchFile.Open(folder.Write("views", PickleSample.Zip(views)));
        Assert.Contains("does not fit its storage of 7840 elements", Assert.Throws<ModelFormatException>(() =>
            file.Read("w", Tensors(file).Single())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneStorageAgainAndAgain_IsRefused()
    {
        var file = PyTorchFile.Open(folder.Write("again", PickleSample.Zip(Views(8))));
        Assert.Contains("times the file's", Assert.Throws<ModelFormatException>(() =>
            Tensors(file).ForEach(t => file.Read("w", t))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnOldFilesStorageOfMoreThanThereIs_IsRefused()
    {
        byte[] old = PickleSample.Legacy();
        // Behind the first count are its numbers, the second count, and ten numbers.
        BinaryPrimitives.WriteInt64LittleEndian(old.AsSpan(old.Length - 8 - 4 * Numbers - 8 - 4 * 10), Numbers + 100);
        Assert.Contains("claims 7940 elements of 4 bytes", Refused(old), StringComparison.Ordinal);
    }

    private static byte[] Views(int count) => PickleSample.Views(Numbers,
        [.. Enumerable.Range(0, count).Select(k => ($"w{k}", (int[])[10, 784], (int[])[784, 1]))]);

    private static List<TensorReference> Tensors(PyTorchFile file) => [.. (file.Root switch
    {
        PickleDict d => d.Items.Select(p => p.Value),
        PickleObject o => o.Items.Items.Select(p => p.Value),
        _ => [],
    }).OfType<TensorReference>()];

    private string Refused(byte[] bytes) =>
        Assert.Throws<ModelFormatException>(() => PyTorchFile.Open(folder.Write("bad", bytes))).Message;
}
