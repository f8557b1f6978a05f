using System.Text.Json.Nodes;
using Audit.Records;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>Records that somebody edited, in every kind of run: every reader refuses them, and says line and key.</summary>
public class EditedRecordTests
{
    /// <summary>Kind of run, line, key (with dots into objects and lists), new value (empty removes), and what must be
    /// named.</summary>
    public static TheoryData<string, int, string, string, string> Edits => new()
    {
        { "certify", 1, "radius", "5", "radius is 5, but 0.5512965" },
        { "certify", 1, "radius", "1e999", "the number 1e999 is beyond every double" },
        { "certify", 1, "radius", "0.5512965596388681", "radius is 0.5512965596388681, but 0.5512965586388681" },
        { "certify", 1, "p_lower", "2", "p_lower is 2, but 0.98627948" },
        { "certify", 1, "p_lower", "null", "p_lower may be null in imported records only" },
        { "certify", 1, "count", "501", "count must be 0 to 500, the samples drawn; got 501" },
        { "certify", 1, "count", "-1", "count must be 0 to 500" },
        { "certify", 1, "count", "499", "radius is" },
        { "certify", 1, "correct", "false", "correct is false, but true" },
        { "certify", 1, "label", "7", "correct is true, but false" },
        { "certify", 1, "label", "-8", "label must be at least 0" },
        { "certify", 1, "class", "7", "correct is true, but false" },
        { "certify", 1, "class", "-1", "class must be at least 0" },
        { "certify", 1, "verdict", "\"abstained\"", "verdict is" },
        { "certify", 1, "sigma", "0.5", "sigma is 0.5, but the manifest asks for 0.25" },
        { "certify", 1, "n", "100000", "n is 100000, but the manifest asks for 500" },
        { "certify", 1, "n0", "0", "n0 is 0" },
        { "certify", 1, "alpha", "0.05", "alpha is 0.05" },
        { "certify", 1, "non_finite", "3", "verdict is" },
        { "certify", 1, "reason", "\"none\"", "reason is there, but should not be" },
        { "certify", 1, "source", "\"cohen\"", "count is 500, but null" },
        { "certify", 1, "source", "\"me\"", "source is 'me'" },
        { "certify", 3, "verdict", "\"certified\"", "verdict is" },
        { "certify", 3, "radius", "0.1", "radius is 0.1, but 0" },
        { "certify", 3, "reason", "", "reason is absent" },
        { "certify", 2, "index", "0", "index 0 is recorded twice" },
        { "certify", 2, "index", "-1", "index -1 follows index 0" },
        { "certify", 3, "index", "30", "index 30 follows index 50: the lines are out of order" },
        { "decide", 1, "radius", "0.6", "radius is 0.6" },
        { "decide", 1, "p_lower", "0.99", "p_lower is 0.99" },
        { "decide", 2, "sequential.p_upper", "0.98", "sequential.p_upper is 0.98" },
        { "decide", 1, "sequential.samples", "5001", "sequential.samples must be 0 to n = 5000" },
        { "decide", 1, "count", "460", "count must be 0 to 459" },
        { "decide", 2, "sequential.lower_at.count", "610", "sequential.lower_at is 610 of 610" },
        { "decide", 2, "sequential.lower_at.samples", "609", "radius is" },
        { "decide", 2, "sequential.upper_at.count", "76", "sequential.upper_at is 76 of 79" },
        { "decide", 1, "sequential.decisions.1.verdict", "\"not_certifiable\"",
            "the decision about radius 0.5 is 'not_certifiable', but the votes do not show that" },
        { "decide", 3, "sequential.decisions.0.verdict", "\"certified\"",
            "the decision about radius 0.25 is 'certified', but the votes certify 0" },
        { "decide", 1, "sequential.decisions.1.radius", "1",
            "sequential.decisions are about 0.25, 1, the manifest asks about 0.25, 0.5" },
        { "decide", 1, "sequential.decisions.1.at", "460", "was settled after 460 of 459 samples" },
        { "decide", 1, "sequential.decisions.1.at", "", "needs 'at' exactly where it is settled" },
        { "decide", 1, "sequential.stopped", "\"n\"", "sequential.stopped does not fit" },
        { "precise", 1, "radius", "0.6", "radius is 0.6" },
        { "precise", 1, "sequential.stopped", "\"decided\"", "sequential.stopped does not fit" },
        { "precise", 1, "sequential", "", "radius is" },
        { "mixed", 2, "radius", "0.5", "radius is 0.5" },
        { "mixed", 2, "p_lower", "0.99", "p_lower is 0.99" },
        { "mixed", 2, "mixed.disagreements", "-1", "mixed.disagreements must be 0 to 200" },
        { "mixed", 2, "mixed.disagreements", "201", "mixed.disagreements must be 0 to 200" },
        { "mixed", 2, "mixed.disagreements", "1", "radius is" },
        { "mixed", 2, "mixed.disagreement_upper", "0.01", "mixed.disagreement_upper is 0.01" },
        { "mixed", 2, "mixed.pairs", "2001", "pairs is 2001, but the manifest asks for 200" },
        { "mixed", 2, "mixed", "", "radius is" },
        { "bound", 1, "margin_lower", "0.5", "verdict is" },
        { "bound", 1, "verdict", "\"certified\"", "verdict is" },
        { "bound", 1, "radius", "0.1", "radius is 0.1, but 0" },
        { "bound", 1, "correct", "true", "correct is true, but false" },
        { "bound", 1, "epsilon", "0.1", "epsilon is 0.1" },
        { "bound", 1, "epsilon", "", "epsilon is absent" },
        { "bound", 1, "norm", "\"l2\"", "norm is 'l2', but the manifest asks for 'linf'" },
        { "bound", 1, "arithmetic", "\"sound\"", "arithmetic is 'sound'" },
        { "radius", 1, "margin_lower", "-0.5", "verdict is" },
        { "radius", 1, "margin_lower", "null", "verdict is" },
        { "radius", 1, "radius", "-1", "radius must be a number above 0" },
        { "radius", 1, "epsilon", "0.5", "epsilon is 0.5, but the manifest asks for the largest radius" },
        { "radius", 2, "label", "7", "correct is false, but true" },
        { "spoof", 1, "natural.radius", "5", "natural.radius is 5" },
        { "spoof", 1, "spoof.count", "501", "spoof: count must be 0 to 500" },
        { "spoof", 1, "spoof.p_lower", "0.9", "spoof.p_lower is 0.9" },
        { "spoof", 1, "spoof.sigma", "1", "spoof: sigma is 1" },
        { "spoof", 1, "spoofed", "false", "spoofed is false, but true" },
        { "spoof", 1, "stronger", "true", "stronger is true, but false" },
        { "spoof", 1, "contradiction", "true", "contradiction is true, but false" },
        { "spoof", 1, "l2", "0.25", "contradiction is false, but true" },
        { "spoof", 1, "l2", "0.1", "linf is" },
        { "spoof", 1, "target", "8", "target must be a class other than the label 8" },
        { "spoof", 1, "tv", "-1", "tv must be a number from 0" },
        { "spoof", 2, "label", "5", "target" },
        { "bound_spoof", 1, "spoofed", "true", "spoofed is true, but false" },
        { "bound_spoof", 1, "contradiction", "true", "contradiction is true, but false" },
        { "bound_spoof", 1, "spoof.margin_lower", "75", "spoof.verdict is" },
        { "bound_spoof", 1, "natural.verdict", "\"certified\"", "natural.verdict is" },
        { "bound_spoof", 1, "epsilon", "0.1", "epsilon is 0.1" },
        { "bound_spoof", 1, "method", "\"crown-ibp\"", "certifier is 'crown-ibp', but the manifest asks for 'ibp'" },
        { "bound_spoof", 1, "clipped", "false", "clip is 'false'" },
        { "bound_spoof", 1, "linf", "1.5", "linf is 1.5, but pixels are in [0,1]" },
        { "attack", 1, "success", "true", "success is true, but false" },
        { "attack", 1, "robust", "false", "robust is false, but true" },
        { "attack", 1, "adversarial", "3", "success is false, but true" },
        { "attack", 1, "adversarial", "null", "robust is true, but false" },
        { "attack", 1, "clean", "3", "attacked is true, but false" },
        { "attack", 1, "attacked", "false", "attacked is false, but true" },
        { "attack", 1, "label", "3", "attacked is true, but false" },
        { "attack", 1, "linf", "0.02", "no perturbation has" },
        { "attack", 1, "l2", "0.02", "no perturbation has" },
        { "attack", 1, "l2", "-1", "l2 must be a number from 0" },
        { "attack", 1, "l1", "1000", "no perturbation has" },
        { "attack", 1, "queries", "-1", "queries must be at least 0" },
        { "attack", 1, "norm", "\"l2\"", "norm is 'l2'" },
        { "attack", 1, "epsilon", "1", "epsilon is 1" },
        { "attack", 1, "attack", "\"auto\"", "attack is 'auto', but the manifest asks for 'pgd'" },
        { "attack", 2, "robust", "true", "robust is true, but false" },
        { "unbounded", 1, "success", "false", "success is false, but true" },
        { "cw", 1, "target", "8", "attacked is true, but false" },
        { "cw", 1, "adversarial", "9", "success is false, but true" },
        { "examine", 1, "certified.contradicted", "true", "certified.contradicted is true, but false" },
        { "examine", 1, "adversarial", "2", "success is false, but true" },
        { "examine", 1, "certified.radius", "0.5", "certified: class 8, radius 0.5" },
        { "diagnosis", 1, "correct", "false", "correct is false, but there is a 'gradient'" },
        { "diagnosis", 1, "gradient", "", "correct is true, but there is no 'gradient'" },
        { "diagnosis", 1, "trials", "[]", "correct is true, but there are no trials" },
        { "diagnosis", 1, "trials.0.epsilon", "0.01", "trials[0].epsilon is 0.01" },
        { "diagnosis", 1, "gradient.instability", "2", "gradient.instability must be in [0,1]" },
        { "diagnosis", 1, "gradient.margin_zero", "true", "gradient.norm must be" },
        { "cohen", 1, "radius", "5", "radius is 5, but 100000 votes certify at most 0.952864" },
        { "cohen", 1, "correct", "false", "correct is false, but true" },
        { "cohen", 1, "class", "null", "verdict is" },
        { "cohen", 1, "class", "4", "correct is true, but false" },
        { "cohen", 1, "source", "", "may be null in imported records only" },
        { "cohen", 2, "verdict", "\"certified\"", "verdict is" },
        { "cohen", 2, "radius", "0.3", "radius is 0.3, but 0" },
        { "cohen", 1, "sigma", "0.5", "sigma is 0.5" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Read_EditedValue_NamesLineAndKey(string kind, int line, string key, string value, string expected)
    {
        using TemporaryFolder folder = new();
        string old = OldRuns.Copy(kind, folder.At("old")), chained = OldRuns.Chained(kind, folder.At("chained"));
        string[] before = OldRuns.Lines(old), after = [.. before];
        after[line - 1] = Edit(before[line - 1], key, value);
        Assert.NotEqual(before, after);
        // As it lies, and as a forger leaves it who computes the chain again: the values contradict each other all the same.
        OldRuns.Write(old, after);
        OldRuns.Forge(chained, after);
        foreach (string run in new[] { old, chained })
            Refuses(run, $"{Path.Combine(run, "records.jsonl")}, line {line}: ", expected);
    }

    [Theory]
    [InlineData("certify")]
    [InlineData("bound_spoof")]
    [InlineData("diagnosis")]
    public void Read_KeyTwice_NamesLineAndKey(string kind)
    {
        using TemporaryFolder folder = new();
        string run = OldRuns.Copy(kind, folder.At("run"));
        string[] lines = OldRuns.Lines(run);
        foreach (string twice in new[] { "\"label\":1", "\"later\":1,\"later\":1", "\"later\":[{\"a\":1,\"a\":2}]" })
        {
            OldRuns.Write(run, [lines[0], lines[1][..^1] + "," + twice + "}", .. lines[2..]]);
            Refuses(run, ", line 2: the key '", "is there twice");
        }

        string manifest = Path.Combine(run, "manifest.json");
        OldRuns.Write(run, lines);
        File.WriteAllText(manifest, File.ReadAllText(manifest)
            .Replace("\"seed\": 0,", "\"seed\": 1, \"seed\": 0,", StringComparison.Ordinal));
        Refuses(run, "manifest.json", "the key 'seed' is there twice");
    }

    [Fact]
    public void Read_LinesMovedAddedOrOfAnotherKind_NamesTheLine()
    {
        using TemporaryFolder folder = new();
        string run = OldRuns.Copy("certify", folder.At("run"));
        string[] lines = OldRuns.Lines(run), others = OldRuns.Lines(Path.Combine(OldRuns.Folder, "bound"));
        Check([lines[1], lines[0], lines[2], lines[3]], ", line 2: index 0 follows index 50: the lines are out of order");
        Check([.. lines, lines[3].Replace("\"index\":150", "\"index\":200", StringComparison.Ordinal)],
            ", line 5: the run has 4 items, this is one more");
        Check([lines[0], lines[0], lines[2], lines[3]], ", line 2: index 0 is recorded twice");
        Check([lines[0], others[1], lines[2]],
            ", line 2: a bound record in a run of certify records");

        void Check(string[] edited, string expected)
        {
            OldRuns.Write(run, edited);
            Refuses(run, expected, "");
        }
    }

    [Fact]
    public void Complete_LabelOtherThanThatOfTheData_NamesTheLine()
    {
        using TemporaryFolder folder = new();
        string run = OldRuns.Chained("certify", folder.At("run"));
        int[] indexes = [.. Run.Read(run).Records.Select(r => r.Index)], labels = [.. Run.Read(run).Records.Select(r => r.Label)];
        // Label and verdict changed together agree with each other: only the data can tell.
        OldRuns.Forge(run, OldRuns.Lines(run).Select((line, i) => i == 1 ? Edit(Edit(line, "label", "6"), "correct", "false")
            : line));
        using Run open = Run.OpenOrCreate(run, Run.Read(run).Manifest);
        RecordFormatException e = Assert.Throws<RecordFormatException>(() =>
            Runner.Complete(open, indexes, _ => throw new InvalidOperationException(),
            label: index => labels[Array.IndexOf(indexes, index)]));
        Assert.Contains("records.jsonl, line 2: the label of index 50 is 6, but 3 in the data", e.Message);
    }

    [Fact]
    public void Append_RecordThatContradictsItself_IsNotWritten()
    {
        using TemporaryFolder folder = new();
        using Run run = Run.OpenOrCreate(folder.At("run"), Samples.Manifest());
        run.Append(Samples.Certify(0));
        Assert.Contains("index 3 cannot be recorded: radius is 5",
            Assert.Throws<RecordFormatException>(() => run.Append(Samples.Certify(3) with { Radius = 5 })).Message);
        Assert.Single(OldRuns.Lines(run.Directory));
    }

    /// <summary>Reading, resuming and merging refuse, with the same line, and change nothing.</summary>
    private static void Refuses(string run, string where, string what)
    {
        byte[] before = File.ReadAllBytes(Path.Combine(run, "records.jsonl"));
        string message = Assert.Throws<RecordFormatException>(() => Run.Read(run)).Message;
        Assert.Contains(where, message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(message, Assert.Throws<RecordFormatException>(() => Merge.Shards([run], run + "-merged")).Message);
        if (!where.StartsWith("manifest", StringComparison.Ordinal))
        {
            Manifest manifest = Run.Read(Path.Combine(OldRuns.Folder, Kind(run))).Manifest;
            Assert.Equal(message, Assert.Throws<RecordFormatException>(() => Run.OpenOrCreate(run, manifest)).Message);
        }

        Assert.Equal(before, File.ReadAllBytes(Path.Combine(run, "records.jsonl")));
        Assert.False(Directory.Exists(run + "-merged"));
    }

    /// <summary>The kind of run whose manifest lies in the folder.</summary>
    private static string Kind(string run)
    {
        string Key(string folder) => (string)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!["key"]!;
        return OldRuns.Kinds.First(kind => Key(Path.Combine(OldRuns.Folder, kind)) == Key(run));
    }

    private static string Edit(string line, string key, string value)
    {
        JsonNode root = JsonNode.Parse(line)!, at = root;
        string[] parts = key.Split('.');
        foreach (string part in parts[..^1])
            at = (at is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : at[part])!;
        if (value.Length == 0)
            Assert.True(((JsonObject)at).Remove(parts[^1]));
        else
            at[parts[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }
}
