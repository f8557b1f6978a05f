using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Tests.Records;

public class SpoofOutcomesTests
{
    private const int Label = 1;

    [Theory]
    [InlineData(Label, 900, 2, 950, SpoofOutcome.Spoofed)]
    [InlineData(Label, 950, 2, 900, SpoofOutcome.Weak)]
    [InlineData(Label, 400, 2, 900, SpoofOutcome.Spoofed)] // the clean image abstains
    [InlineData(Label, 900, 2, 500, SpoofOutcome.Abstained)]
    [InlineData(Label, 900, Label, 950, SpoofOutcome.RightLabel)]
    [InlineData(3, 900, 2, 950, SpoofOutcome.AlreadyWrong)]
    [InlineData(3, 400, 2, 950, SpoofOutcome.AlreadyWrong)] // wrong, though not certified
    public void Of_EachImageIsOne(int natural, int naturalVotes, int spoof, int spoofVotes, SpoofOutcome expected) =>
        Assert.Equal(expected, SpoofOutcomes.Of(Record(0, natural, naturalVotes, spoof, spoofVotes)));

    [Fact]
    public void Table_CountsConditionsAndPairs()
    {
        // Class 2's own natural certificates have 900, 920 and 940 votes: the median is that of 920.
        SpoofRecord[] first =
        [
            Record(0, Label, 900, 2, 950, l2: 1), Record(1, Label, 950, 2, 900, l2: 3), Record(2, Label, 900, 2, 500, l2: 1),
            .. new[] { 900, 920, 940 }.Select((votes, k) => Record(3 + k, 2, votes, 2, votes, label: 2)),
        ];
        SpoofRecord[] second = [.. first.Select(r => r.Index == 2 ? Record(2, Label, 900, 2, 990, l2: 1) : r)];
        var table = SpoofOutcomesTable.Of([Run("a", first), Run("b", second)], new() { MaxL2 = 2, MinSsim = 0.5 });
        using var json = JsonDocument.Parse(TableFormat.Render(table, "json"));
        var rows = json.RootElement.EnumerateArray().ToArray();
        int Count(int row, string key) => rows[row].GetProperty(key).GetInt32();
        double Number(int row, string key) => rows[row].GetProperty(key).GetDouble();
        Assert.Equal((1, 1, 1, 3, 0), (Count(0, "spoofed"), Count(0, "weak"), Count(0, "abstained"), Count(0, "right_label"),
            Count(0, "already_wrong")));
        Assert.Equal((2.0 / 6, 0.5), (Number(0, "success"), Number(0, "usual")));
        // Image 1 is too far away; all have an SSIM of 0.9.
        Assert.Equal((5.0 / 6, 1.0 / 6), (Number(0, "imperceptible"), Number(0, "all_three")));
        // One of six pairs differs, by the radius of 990 votes.
        double gain = Votes(2, 990).Region.Radius;
        Assert.Equal(gain / 6, Number(1, "difference"), 1e-12);
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("difference").ValueKind);
        Assert.Equal(100, Number(0, "passes"));
    }

    /// <summary>Two tables of one run, one idea of what was spoofed.</summary>
    [Fact]
    public void Success_IsThatOfTheRadiiTable()
    {
        SpoofRecord[] records =
        [
            Record(0, Label, 900, 2, 950), Record(1, Label, 950, 2, 900), Record(2, 3, 900, 2, 950), Record(3, 3, 400, 2, 950),
            Record(4, Label, 400, 2, 950), Record(5, Label, 900, Label, 950),
        ];
        static JsonElement Row(Table table) => JsonDocument.Parse(TableFormat.Render(table, "json")).RootElement[0];
        JsonElement radii = Row(SpoofedRadiusTable.Of([Run("a", records)])),
            outcomes = Row(SpoofOutcomesTable.Of([Run("a", records)], new()));
        Assert.Equal(0.75, radii.GetProperty("success").GetDouble());
        Assert.Equal(2, radii.GetProperty("already_wrong").GetInt32());
        foreach (string key in (string[])["success", "success_low", "success_high", "already_wrong", "median_l2"])
            Assert.Equal(radii.GetProperty(key).GetDouble(), outcomes.GetProperty(key).GetDouble());
        Assert.Equal(radii.GetProperty("spoofed").GetInt32(),
            outcomes.GetProperty("spoofed").GetInt32() + outcomes.GetProperty("weak").GetInt32());
    }

    [Fact]
    public void Thresholds_WhatARecordDoesNotHold_IsNotWithin()
    {
        var old = Record(0, Label, 900, 2, 950) with { Ssim = null };
        Assert.True(new SpoofThresholds { MaxL2 = 5 }.Allow(old));
        Assert.False(new SpoofThresholds { MinSsim = 0 }.Allow(old));
        Assert.False(new SpoofThresholds { MaxColor = 0.05 }.Allow(old));
        Assert.False(new SpoofThresholds().Any);
    }

    private static Votes Votes(int top, int count) => new(top, count, 100, 1000, 0.001, new GaussianL2(0.25));

    private static SpoofRecord Record(int index, int natural, int naturalVotes, int spoof, int spoofVotes, double l2 = 2,
        int label = Label) =>
        SpoofRecord.From(index, label, new(Votes(natural, naturalVotes)), label == 2 ? 1 : 2, new(Votes(spoof, spoofVotes)),
            new Distances(9, l2, 0.5, 1, 0.1, 0) { Ssim = 0.9, Gmsd = 0.1 }, passes: 100);

    private static StoredRun Run(string name, SpoofRecord[] records) => new($"runs/{name}", new Manifest
    {
        Command = "spoof",
        Question = new JsonObject { ["attack"] = "shadow", ["model_sha256"] = "ab12" },
    }, records);
}
