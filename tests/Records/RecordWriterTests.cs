using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>A disk that is full in the middle of a line.</summary>
public class RecordWriterTests
{
    [Fact]
    public void Append_DiskFullInMidLine_LeavesTheFileAsItWas_AndGoesOnWhenThereIsRoom()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("records.jsonl");
        File.WriteAllText(path, "first\n");
        using (FullDisk disk = new(path) { Room = 4 })
        using (RecordWriter writer = new(path, RecordBytes.Read(path), disk))
        {
            Assert.Throws<IOException>(() => writer.Append("a second line"));
            Assert.Equal("first\n", Text(path));
            disk.Room = int.MaxValue;
            writer.Append("third");
        }
        Assert.Equal("first\nthird\n", Text(path));
    }

    private static string Text(string path)
    {
        using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    /// <summary>Takes what it has room for, and says no to the rest, as write(2) does.</summary>
    private sealed class FullDisk(string path)
        : FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)
    {
        public int Room { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..Math.Min(Room, buffer.Length)]);
            if (Room < buffer.Length)
                throw new IOException("No space left on device");
        }
    }
}
