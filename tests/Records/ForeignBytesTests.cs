using System.Text;
using Audit.Records;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>A records.jsonl that another program saved, and ends of it that are not ours: nothing of it is ever lost.</summary>
public class ForeignBytesTests
{
    private static readonly int[] Items = [0, 20, 40, 60];

    [Fact]
    public void OpenOrCreate_OtherEncodings_AreNamedAndLeftAsTheyAre()
    {
        using TemporaryFolder folder = new();
        string text = Make(folder.At("run"), 2), path = folder.At("run/records.jsonl");
        Refuses([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)], "line 1: begins with the byte order mark of UTF-8");
        Refuses([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            "line 1: begins with the byte order mark of UTF-16 (little endian)");
        Refuses([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
            "line 1: begins with the byte order mark of UTF-16 (big endian)");
        Refuses(Encoding.Unicode.GetBytes(text), "line 1: ");
        Refuses(Encoding.BigEndianUnicode.GetBytes(text), "line 1: ");
        Refuses(Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal)),
            "line 1: ends in a carriage return");
        Refuses([.. Encoding.UTF8.GetBytes(text), 0xC3, (byte)'\n'], "line 3: byte 1 of the line is not UTF-8");

        void Refuses(byte[] bytes, string expected)
        {
            File.WriteAllBytes(path, bytes);
            Assert.Contains($"records.jsonl, {expected}", Assert.Throws<RecordFormatException>(() =>
                Run.OpenOrCreate(folder.At("run"), Samples.Manifest())).Message);
            Assert.Equal(bytes, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void Append_TailThatIsNotTheTornLine_KeepsACopy()
    {
        using TemporaryFolder folder = new();
        Make(folder.At("whole"), 4);
        Make(folder.At("run"), 2);
        string path = folder.At("run/records.jsonl"), note = "# measured on Tuesday";
        File.AppendAllText(path, note);
        byte[] before = File.ReadAllBytes(path);
        using (Run run = Run.OpenOrCreate(folder.At("run"), Samples.Manifest()))
        {
            Assert.Equal(2, run.Records.Count);
            Assert.Equal(before, File.ReadAllBytes(path)); // opening alone cuts nothing
        }

        Assert.Equal(before, File.ReadAllBytes(path));
        Make(folder.At("run"), 4);
        Assert.Equal(note, File.ReadAllText(path + ".tail-1"));
        Assert.Equal(File.ReadAllBytes(folder.At("whole/records.jsonl")), File.ReadAllBytes(path));
    }

    [Fact]
    public void Append_TornLineOfOurOwn_IsWrittenAgainWithoutACopy()
    {
        using TemporaryFolder folder = new();
        string whole = Make(folder.At("whole"), 4);
        Make(folder.At("run"), 2);
        File.WriteAllText(folder.At("run/records.jsonl"), whole[..(whole.LastIndexOf('{') + 40)]);
        Make(folder.At("run"), 4);
        Assert.Equal(whole, File.ReadAllText(folder.At("run/records.jsonl")));
        Assert.Empty(Directory.GetFiles(folder.At("run"), "*.tail*"));
    }

    /// <summary>Completes the first items and stops.</summary>
    private static string Make(string path, int items)
    {
        using CancellationTokenSource stop = new();
        using (Run run = Run.OpenOrCreate(path, Samples.Manifest()))
            Runner.Complete(run, Items, index => Samples.Certify(index), (done, _) =>
                (done == items && items < Items.Length ? stop : null)?.Cancel(), stop.Token);
        return File.ReadAllText(Path.Combine(path, "records.jsonl"));
    }
}
