using System.Text.Json.Nodes;
using Audit.Records;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>null in place of any value or member of a list of any record, and any key that is gone: refused in one line, or
/// read.</summary>
public class NullValueTests
{
    public static TheoryData<string> Kinds => [.. OldRuns.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_AnyValueNullOrGone_IsRefusedOrRead(string kind)
    {
        using TemporaryFolder folder = new();
        string run = OldRuns.Copy(kind, folder.At("run"));
        string[] lines = OldRuns.Lines(run);
        for (int line = 0; line < lines.Length; line++)
        {
            int places = Places(JsonNode.Parse(lines[line])!).Count();
            for (int place = 0; place < places; place++)
            {
                var record = JsonNode.Parse(lines[line])!;
                Places(record).ElementAt(place)();
                OldRuns.Write(run, [.. lines[..line], record.ToJsonString(), .. lines[(line + 1)..]]);
                try
                {
                    Run.Read(run);
                }
                catch (RecordFormatException e)
                {
                    Assert.Contains($"line {line + 1}: ", e.Message);
                    Assert.DoesNotContain('\n', e.Message);
                }
            }
        }
    }

    [Fact]
    public void Read_NullInAList_NamesTheList()
    {
        using TemporaryFolder folder = new();
        string run = OldRuns.Copy("decide", folder.At("run"));
        string[] lines = OldRuns.Lines(run);
        var record = JsonNode.Parse(lines[1])!;
        record["sequential"]!["decisions"]![0] = null;
        OldRuns.Write(run, [lines[0], record.ToJsonString(), .. lines[2..]]);
        Assert.Contains("line 2: the list 'decisions' holds null",
            Assert.Throws<RecordFormatException>(() => Run.Read(run)).Message);
    }

    /// <summary>What puts null into one place, or removes one key, each.</summary>
    private static IEnumerable<Action> Places(JsonNode at)
    {
        if (at is JsonObject members)
        {
            foreach (string key in members.Select(m => m.Key).ToArray())
            {
                yield return () => members[key] = null;
                yield return () => members.Remove(key);
                foreach (var inner in members[key] is { } value ? Places(value) : [])
                    yield return inner;
            }
        }
        else if (at is JsonArray items)
        {
            for (int k = 0; k < items.Count; k++)
            {
                int item = k;
                yield return () => items[item] = null;
                foreach (var inner in items[k] is { } value ? Places(value) : [])
                    yield return inner;
            }
        }
    }
}
