using System.Text;
using System.Text.Json.Nodes;
using Audit.Records;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>The chain over the lines: any edit, loss or move is named by its line.</summary>
public class RecordChainTests
{
    private static readonly int[] Items = [0, 20, 40, 60];

    [Fact]
    public void Append_EachLine_EndsInTheDocumentedChain()
    {
        using TemporaryFolder folder = new();
        string chain = Samples.Manifest().Key;
        foreach (string line in Make(folder.At("run")))
        {
            string body = System.Text.RegularExpressions.Regex.Match(line, "^(.*),\"chain\":\"[0-9a-f]{32}\"}$").Groups[1].Value
                + "}";
            chain = OldRuns.Chain(chain, body);
            Assert.Equal(chain, (string)JsonNode.Parse(line)!["chain"]!);
        }

        Assert.Equal($$"""{"items":4,"chain":"{{chain}}"}""",
            JsonNode.Parse(File.ReadAllText(folder.At("run/done.json")))!.ToJsonString());
    }

    [Fact]
    public void Chain_OfATextOfItsOwn_HasTheDigitsThatSha256Gives() =>
        // printf '0123456789abcdef\n{"index":1}' | sha256sum
        Assert.Equal("666710d4ce18335f28efe1e7e2caa213", OldRuns.Chain("0123456789abcdef", """{"index":1}"""));

    [Fact]
    public void Read_AnyByteChanged_NamesItsLine()
    {
        using TemporaryFolder folder = new();
        Make(folder.At("run"));
        string path = folder.At("run/records.jsonl");
        byte[] whole = File.ReadAllBytes(path);
        int line = 1;
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] edited = [.. whole];
            edited[at] = whole[at] switch
            {
                >= (byte)'0' and <= (byte)'9' => (byte)('0' + (whole[at] - '0' + 1) % 10),
                >= (byte)'a' and <= (byte)'z' => (byte)(whole[at] - 32),
                _ => (byte)'#',
            };
            File.WriteAllBytes(path, edited);
            string message = Assert.Throws<RecordFormatException>(() => Run.Read(folder.At("run"))).Message;
            Assert.True(message.Contains($"records.jsonl, line {line}: ", StringComparison.Ordinal),
                $"byte {at} of line {line}: {message}");
            line += whole[at] == '\n' ? 1 : 0;
        }
    }

    [Fact]
    public void Read_LinesLostMovedOrAdded_NamesTheLine()
    {
        using TemporaryFolder folder = new();
        string[] lines = Make(folder.At("run")), other = Make(folder.At("other"), sigma: 0.5);
        Refuses([lines[1], lines[2], lines[3]],
            "line 1: the chain breaks here: this line was changed, or does not follow the manifest");
        Refuses([lines[0], lines[2], lines[3]],
            "line 2: the chain breaks here: this line was changed, or does not follow line 1 (lines were lost, moved or added)");
        Refuses([lines[0], lines[1], lines[3]], "line 3: the chain breaks");
        Refuses([lines[0], lines[2], lines[1], lines[3]], "line 2: the chain breaks");
        Refuses([lines[0], other[1], lines[2], lines[3]], "line 2: sigma is 0.5");
        Refuses(lines[..3], "line 4: the run was finished with 4 records, the last 1 are lost");
        Refuses([], "line 1: the run was finished with 4 records, the last 4 are lost");
        Refuses([lines[0], Unchained(lines[1]), lines[2], lines[3]], "line 2: does not end in its key 'chain'");
        Refuses([.. lines.Select(Unchained)], "line 1: does not end in its key 'chain'");
        Refuses([lines[0] + "\r", .. lines[1..]], "line 1: ends in a carriage return");
        Refuses([lines[0].Replace("\"index\":0", "\"index\": 0", StringComparison.Ordinal), .. lines[1..]],
            "line 1: the chain breaks");

        void Refuses(string[] edited, string expected)
        {
            OldRuns.Write(folder.At("run"), edited);
            Assert.Contains($"records.jsonl, {expected}", Assert.Throws<RecordFormatException>(() =>
                Run.Read(folder.At("run"))).Message);
            Assert.Throws<RecordFormatException>(() => Run.OpenOrCreate(folder.At("run"), Samples.Manifest(items: 4)));
        }
    }

    [Fact]
    public void Read_FinishedRun_NoticesBytesAfterItsEnd_AndRecordsOfAnotherEnd()
    {
        using TemporaryFolder folder = new();
        string[] lines = Make(folder.At("run"));
        File.AppendAllText(folder.At("run/records.jsonl"), "{\"type\":");
        Assert.Contains("line 5: 8 bytes were added to the finished run",
            Assert.Throws<RecordFormatException>(() => Run.Read(folder.At("run"))).Message);
        OldRuns.Write(folder.At("run"), lines);
        string done = folder.At("run/done.json"), before = File.ReadAllText(done);
        File.WriteAllText(done, before.Replace("\"items\": 4", "\"items\": 3", StringComparison.Ordinal));
        Assert.Contains("line 4: the run was finished with 3 records, this line was added",
            Assert.Throws<RecordFormatException>(() => Run.Read(folder.At("run"))).Message);
        File.WriteAllText(done, System.Text.RegularExpressions.Regex.Replace(before, "[0-9a-f]{32}", new string('0', 32)));
        Assert.Contains("the records were replaced", Assert.Throws<RecordFormatException>(() =>
            Run.Read(folder.At("run"))).Message);
        File.WriteAllText(done, "no json");
        Assert.Contains("done.json: expected 'items' and 'chain'",
            Assert.Throws<RecordFormatException>(() => Run.Read(folder.At("run"))).Message);
    }

    [Fact]
    public void Complete_LostLastLinesAndDoneDeleted_ComputesThemAgain()
    {
        using TemporaryFolder folder = new();
        string[] lines = Make(folder.At("run"));
        OldRuns.Write(folder.At("run"), lines[..2]);
        File.Delete(folder.At("run/done.json"));
        Assert.Equal(2, Run.Read(folder.At("run")).Missing);
        Assert.Equal(lines, Make(folder.At("run")));
    }

    [Fact]
    public void Read_ChainInARunOfFormat1_IsRefused()
    {
        using TemporaryFolder folder = new();
        Make(folder.At("run"));
        string manifest = folder.At("run/manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest)
            .Replace("\"format\": 2", "\"format\": 1", StringComparison.Ordinal));
        File.Delete(folder.At("run/done.json"));
        Assert.Contains("line 1: has a key 'chain', which runs of format 1 do not have",
            Assert.Throws<RecordFormatException>(() => Run.Read(folder.At("run"))).Message);
    }

    private static string Unchained(string line)
    {
        JsonObject record = (JsonObject)JsonNode.Parse(line)!;
        record.Remove("chain");
        return record.ToJsonString();
    }

    private static string[] Make(string path, double sigma = 0.25)
    {
        using (Run run = Run.OpenOrCreate(path, Samples.Manifest(sigma: sigma, items: Items.Length)))
            Assert.True(Runner.Complete(run, Items, index => Samples.Certify(index, sigma)));
        return OldRuns.Lines(path);
    }
}
