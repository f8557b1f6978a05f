using System.Text;
using Audit.Inputs.Files;

namespace Audit.Tests.Inputs;

/// <summary>Files that are whole or absent, whatever happens while they are written.</summary>
public class WholeFileTests
{
    [Fact]
    public void Commit_IsTheMomentAtWhichTheFileIsThere()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("f");
        File.WriteAllText(path, "before");
        using (var file = new WholeFile(path))
        {
            file.Stream.Write("after"u8);
            Assert.Equal("before", File.ReadAllText(path));
            file.Commit();
            Assert.Equal("after", File.ReadAllText(path));
        }

        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesWhatWasThere()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("f");
        File.WriteAllText(path, "before");
        Assert.Throws<TimeoutException>((Action)(() =>
        {
            using var file = new WholeFile(path);
            file.Stream.Write("after"u8);
            throw new TimeoutException();
        }));
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_OntoAFolder_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("d"));
        Assert.ThrowsAny<Exception>(() => WholeFile.Write(folder.At("d"), "x"u8));
        Assert.Equal([folder.At("d")], Directory.GetFileSystemEntries(folder.Path));
    }

    [TmpfsFact]
    public void Write_OnAFullDisk_LeavesNothing()
    {
        using var disk = new SmallDisk(kibibytes: 16);
        File.WriteAllText(disk.At("f"), "before");
        // More than a stream's buffer, and less: either the write or the flush fails.
        foreach (int length in new[] { 100_000, 13_000 })
            Assert.ThrowsAny<IOException>(() => WholeFile.Write(disk.At("f"), Encoding.ASCII.GetBytes(new string('x', length))));
        Assert.Equal("before", File.ReadAllText(disk.At("f")));
        Assert.Equal([disk.At("f")], Directory.GetFileSystemEntries(disk.Path));
    }
}
