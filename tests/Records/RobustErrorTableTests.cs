using System.Text.Json.Nodes;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using Audit.Records.Tables;

namespace Audit.Tests.Records;

public class RobustErrorTableTests
{
    [Fact]
    public void Of_TwoModels_HasEachAndLeastMeanAndLargest()
    {
        // Of 10 images: model a certifies 6 and falls for 3, model b certifies 8 and falls for 5.
        Table table = RobustErrorTable.Of([Run("a", 10, 6, 3), Run("b", 10, 8, 5)]);
        Assert.Equal(["a", "b", "min", "mean", "max"], table.Rows.Select(r => ((TextCell)r[0]).Text));
        int robust = Column(table, "robust_error"), attack = Column(table, "attack_error");
        Assert.Equal(new ProportionCell(4, 10), table.Rows[0][robust]);
        Assert.Equal(new ProportionCell(5, 10), table.Rows[1][attack]);
        // Model b: images 0 to 7 are robust, 5 to 9 spoofed.
        Assert.Equal(new ProportionCell(3, 8), table.Rows[1][Column(table, "robust_spoofed")]);
        IntervalCell[] robustOver = [.. table.Rows.Skip(2).Select(r => (IntervalCell)r[robust])],
            attackOver = [.. table.Rows.Skip(2).Select(r => (IntervalCell)r[attack])];
        Assert.Equal([0.2, 0.3, 0.4], robustOver.Select(c => Math.Round(c.Value, 12)));
        Assert.Equal([0.5, 0.6, 0.7], attackOver.Select(c => Math.Round(c.Value, 12)));
        // Both models' intervals at once: each fails with probability 0.025, half of it on a side.
        Assert.Equal(Binomial.LowerBound(2, 10, 0.0125), robustOver[0].Low, 12);
        Assert.Equal(Binomial.UpperBound(2, 10, 0.0125), robustOver[0].High, 12);
        Assert.Equal((Binomial.LowerBound(7, 10, 0.0125) + Binomial.LowerBound(5, 10, 0.0125)) / 2, attackOver[1].Low, 12);
    }

    [Fact]
    public void Of_DifferentBalls_AreDifferentGroups()
    {
        Table table = RobustErrorTable.Of([Run("a", 10, 6, 3), Run("b", 10, 8, 5, epsilon: 0.2)]);
        Assert.Equal(["a", "b"], table.Rows.Select(r => ((TextCell)r[0]).Text));
    }

    [Fact]
    public void Render_EveryFormat_HasTheIntervals()
    {
        Table table = RobustErrorTable.Of([Run("a", 10, 6, 3), Run("b", 10, 8, 5)]);
        foreach (string format in TableFormat.Names)
            Golden.Check($"robust-error.{format}", TableFormat.Render(table, format));
    }

    [Fact]
    public void Contradiction_IsCounted_AndNamedBeforeTheTable()
    {
        BoundSpoofRecord record = Record(3, robust: true, spoofed: true, linf: 0.19);
        Assert.True(record.Contradiction);
        Assert.False(Record(3, robust: true, spoofed: true, linf: 0.21).Contradiction);
        Assert.False(Record(3, robust: false, spoofed: true, linf: 0.01).Contradiction);
        Table table = RobustErrorTable.Of([new StoredRun("runs/c", Manifest("c", 0.1), [record])]);
        Assert.Contains("CONTRADICTION", Assert.Single(table.Warnings), StringComparison.Ordinal);
        Assert.Equal(new CountCell(1), table.Rows[0][Column(table, "contradictions")]);
    }

    [Theory]
    [InlineData(2, 0.25, true)]
    [InlineData(1, 0.25, false)] // certified, for the label
    [InlineData(2, -0.25, false)]
    [InlineData(2, double.NaN, false)]
    [InlineData(2, double.PositiveInfinity, false)] // an overflow certifies nothing
    public void From_CertifiedForAWrongClass_AndNothingElse_IsASpoof(int predicted, double margin, bool spoofed)
    {
        BoundSpoofRecord record = BoundSpoofRecord.From(0, 1, new(Norm.Linf, 0.1, Closed: true), "ibp", true, Part(1, 0.5), 2,
            Part(predicted, margin), new Distances(9, 2, 0.5, 1, 0.1, 0));
        Assert.Equal(spoofed, record.Spoofed);
    }

    [Fact]
    public void Record_ReadsBackAsWritten()
    {
        using var folder = new TemporaryFolder();
        BoundSpoofRecord[] records = [Record(0, true, true),
            Record(1, false, false) with { Natural = BoundPart.From(Part(2, double.NaN)) }];
        Assert.Null(records[1].Natural.MarginLower);
        using (Run run = Audit.Records.Runs.Run.OpenOrCreate(folder.At("run"), Manifest("run", 0.1)))
            foreach (BoundSpoofRecord record in records)
                run.Append(record);
        Assert.Equal(records, Audit.Records.Runs.Run.Read(folder.At("run")).Of<BoundSpoofRecord>());
    }

    private static int Column(Table table, string key) => table.Columns.Select((c, i) => (c.Key, i)).Single(c => c.Key == key).i;

    private static StoredRun Run(string name, int images, int robust, int spoofed, double epsilon = 0.1) =>
        new($"runs/{name}", Manifest(name, epsilon),
        [.. Enumerable.Range(0, images).Select(k => Record(k, k < robust, k >= images - spoofed, epsilon))]);

    private static Manifest Manifest(string name, double epsilon) => new()
    {
        Command = "spoof",
        Question = new JsonObject { ["data"] = "mnist", ["epsilon"] = epsilon, ["model_sha256"] = name },
    };

    private static BoundSpoofRecord Record(int index, bool robust, bool spoofed, double epsilon = 0.1, double linf = 0.5) =>
        BoundSpoofRecord.From(index, 1, new(Norm.Linf, epsilon, Closed: true), "ibp", true,
        Part(1, robust ? 0.5 : -0.5), 2, Part(2, spoofed ? 0.25 : -0.25),
            new Distances(L1: 9, L2: 2, Linf: linf, Tv: 1, Color: 0.1, Dissim: 0));

    private static Certificate Part(int predicted, double margin) =>
        new(new MarginEvidence(predicted, margin, "ibp", "float32", new(Norm.Linf, 0.1, Closed: true)));
}
