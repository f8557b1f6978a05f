using System.Globalization;
using System.Text.Json;
using Audit.Inputs;
using Audit.Records;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Tests.Records;

public class TableTests
{
    public static TheoryData<string, bool> Formats()
    {
        TheoryData<string, bool> data = [];
        foreach (string format in TableFormat.Names)
        {
            data.Add(format, false);
            data.Add(format, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void CertifiedAccuracy_EveryFormatAndCulture_IsTheGoldenFile(string format, bool decimalComma) =>
        Under(decimalComma, () =>
        Golden.Check($"certified-accuracy.{format}", TableFormat.Render(CertifiedAccuracyTable.Of(CertifyRuns()), format)));

    [Theory]
    [MemberData(nameof(Formats))]
    public void SpoofedRadius_EveryFormatAndCulture_IsTheGoldenFile(string format, bool decimalComma) => Under(decimalComma, () =>
        Golden.Check($"spoofed-radius.{format}", TableFormat.Render(SpoofedRadiusTable.Of(SpoofRuns()), format)));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Sequential_EveryTableFormatAndCulture_IsTheGoldenFile(string format, bool decimalComma) =>
        Under(decimalComma, () =>
    {
        StoredRun[] runs = [SequentialRun(0.25, 0.5), FixedRun()];
        Golden.Check($"sequential.{format}", TableFormat.Render(CertifiedAccuracyTable.Of([.. runs, SequentialRun()]), format));
        Golden.Check($"simultaneous.{format}", TableFormat.Render(CertifiedAccuracyTable.Of(runs, simultaneous: 0.05), format));
        Golden.Check($"decisions.{format}", TableFormat.Render(DecisionsTable.Of(runs), format));
        Golden.Check($"dataset.{format}", TableFormat.Render(DatasetTable.Of(runs, [0.25, 0.5, 0.6]), format));
    });

    [Theory]
    [MemberData(nameof(Formats))]
    public void Verified_EveryFormatAndCulture_IsTheGoldenFile(string format, bool decimalComma) => Under(decimalComma, () =>
        Golden.Check($"verified.{format}", TableFormat.Render(VerifiedTable.Of([BoundRun(false), BoundRun(true)]), format)));

    [Fact]
    public void Verified_Json_CountsWhatTheRecordsSay()
    {
        using JsonDocument json = JsonDocument.Parse(TableFormat.Render(VerifiedTable.Of([BoundRun(true)], [0.06]), "json"));
        JsonElement row = Assert.Single(json.RootElement.EnumerateArray());
        // Sizes are (7 i mod 11) / 50 and every label with i mod 7 = 3 is another class.
        int[] right = [.. Enumerable.Range(0, 40).Where(i => i % 7 != 3)];
        Assert.Equal(right.Length / 40.0, row.GetProperty("accuracy").GetDouble(), 12);
        Assert.Equal(right.Count(i => i * 7 % 11 >= 3) / 40.0, row.GetProperty("verified").GetDouble(), 12);
        Assert.Equal(1 - right.Count(i => i * 7 % 11 >= 3) / 40.0, row.GetProperty("verified_error").GetDouble(), 12);
        Assert.Equal(Enumerable.Range(0, 40).Count(i => i % 7 == 3 && i * 7 % 11 >= 3), row.GetProperty("wrong").GetInt32());
        Assert.Equal(right.Sum(i => i * 7 % 11 / 50.0) / 40, row.GetProperty("mean_radius").GetDouble(), 12);
    }

    private static StoredRun BoundRun(bool searched) => Samples.Run(searched ? "largest" : "at0.1",
        Enumerable.Range(0, 40).Select(i => Samples.Bound(i, searched)), Samples.BoundManifest(searched));

    [Fact]
    public void Decisions_Json_CountsImageByImage()
    {
        StoredRun sequential = SequentialRun(0.25), other = FixedRun();
        using JsonDocument json = JsonDocument.Parse(TableFormat.Render(DecisionsTable.Of([other, sequential]), "json"));
        JsonElement row = Assert.Single(json.RootElement.EnumerateArray());
        (CertifyRecord S, CertifyRecord F)[] pairs = [.. sequential.Of<CertifyRecord>().Zip(other.Of<CertifyRecord>())];
        bool[] fast = [.. pairs.Select(p => p.S.Sequential!.Decisions[0].Verdict == DecisionKind.Certified)],
            slow = [.. pairs.Select(p => p.F.Radius >= 0.25)];
        Assert.Equal(fast.Count(c => c), row.GetProperty("certified").GetInt32());
        Assert.Equal(slow.Count(c => c), row.GetProperty("fixed_certified").GetInt32());
        Assert.Equal(fast.Zip(slow).Count(p => p.First == p.Second) / 60.0, row.GetProperty("agree").GetDouble(), 15);
        Assert.Equal(fast.Zip(slow).Count(p => p.Second && !p.First) / (double)slow.Count(c => c), row.GetProperty("lost")
            .GetDouble(), 15);
        Assert.Equal(pairs.Average(p => 1000.0 - p.S.Samples), row.GetProperty("saved_mean").GetDouble(), 9);
        Assert.Equal(1000 / pairs.Average(p => p.S.Samples), row.GetProperty("saving").GetDouble(), 9);
    }

    [Fact]
    public void Decisions_WithoutAPartner_SaysWhatIsMissing()
    {
        Assert.Contains("needs exactly one run with fixed n",
            Assert.Throws<RunConflictException>(() => DecisionsTable.Of([SequentialRun(0.25)])).Message);
        Assert.Contains("--decide", Assert.Throws<RunConflictException>(() => DecisionsTable.Of([FixedRun()])).Message);
        StoredRun other = FixedRun();
        other.Manifest.Question["model_sha256"] = "cd34";
        Assert.Contains("differ in model_sha256", Assert.Throws<RunConflictException>(() =>
            DecisionsTable.Of([SequentialRun(0.25), other])).Message);
    }

    [Fact]
    public void Dataset_Json_BoundsAreOnTheirSides()
    {
        using JsonDocument json = JsonDocument.Parse(TableFormat.Render(DatasetTable.Of([FixedRun(), SequentialRun(0.25, 0.5)]),
            "json"));
        foreach (JsonElement row in json.RootElement.EnumerateArray())
        {
            double share = row.GetProperty("certified").GetDouble();
            Assert.True(row.GetProperty("population_low").GetDouble() <= row.GetProperty("certified_low").GetDouble());
            Assert.True(row.GetProperty("population_high").GetDouble() >= share);
            Assert.InRange(row.GetProperty("of_these").GetInt32(), share * 60 - 2, share * 60);
        }

        // With the images' own alpha for all of them together, fewer can be certified; with more than that, Holm may find more.
        using JsonDocument strict = JsonDocument.Parse(TableFormat.Render(DatasetTable.Of([FixedRun()], [0.25], 0.999), "json"));
        Assert.InRange(strict.RootElement[0].GetProperty("simultaneous").GetInt32(), 1, strict.RootElement[0]
            .GetProperty("certified").GetDouble() * 60);
    }

    [Fact]
    public void CertifiedAccuracy_RecordsOfBothKinds_AreRefused()
    {
        StoredRun mixed = Samples.Run("mixed", [Samples.Certify(0), Samples.Sequential(1)], Samples.Manifest());
        Assert.Contains("some records are sequential", Assert.Throws<RecordFormatException>(() =>
            CertifiedAccuracyTable.Of([mixed])).Message);
    }

    [Fact]
    public void CertifiedAccuracy_Json_CountsRightCertifiedImagesOverAllImages()
    {
        StoredRun run = CertifyRuns()[0];
        using JsonDocument json = JsonDocument.Parse(TableFormat.Render(CertifiedAccuracyTable.Of([run], [0, 0.3]), "json"));
        JsonElement row = json.RootElement[0];
        CertifyRecord[] right = [.. run.Of<CertifyRecord>().Where(r => r.Verdict == VerdictKind.Certified && r.Class == r.Label)];
        Assert.Equal(right.Length / 50.0, row.GetProperty("certified_at_0").GetDouble());
        Assert.Equal(right.Count(r => r.Radius >= 0.3) / 50.0, row.GetProperty("certified_at_0.3").GetDouble());
        Assert.Equal(right.Sum(r => r.Radius) / 50, row.GetProperty("acr").GetDouble(), 15);
        Assert.True(row.GetProperty("certified_at_0_low").GetDouble() < row.GetProperty("certified_at_0").GetDouble());
        Assert.Equal(50, row.GetProperty("images").GetInt32());
        Assert.Equal(50, right.Length + row.GetProperty("abstained").GetInt32() + row.GetProperty("wrong").GetInt32());
    }

    [Fact]
    public void CertifiedAccuracy_RunWithoutRecords_HasNoShares()
    {
        string text = TableFormat.Render(CertifiedAccuracyTable.Of([Samples.Run("empty", [], Samples.Manifest(items: 5))]), "md");
        Assert.Contains("UNFINISHED: runs/empty lacks 5 of its 5 images.", text);
    }

    [Fact]
    public void SpoofedRadius_CertifyRun_SaysWhatItIs() =>
        Assert.Contains("holds certificates of smoothing (table --kind certified-accuracy); spoofs are needed here",
            Assert.Throws<RecordFormatException>(() => SpoofedRadiusTable.Of(CertifyRuns())).Message);

    [Fact]
    public void Render_TextWithSpecialCharacters_IsEscaped()
    {
        Table table = Table.Of<string>("100 % of a_b", [new("name", "a|b & c", Cells.Text)], ["x,\"y\"|z_1"], ["50 % {wrong}"],
            ["~^\\"]);
        Assert.Contains("x,\"y\"\\|z_1", TableFormat.Render(table, "md"));
        Assert.Contains("\"x,\"\"y\"\"|z_1\"", TableFormat.Render(table, "csv"));
        string latex = TableFormat.Render(table, "latex");
        Assert.Contains("100\\,\\% of a\\_b", latex);
        Assert.Contains("50\\,\\% \\{wrong\\}", latex);
        Assert.Contains("\\textasciitilde{}\\textasciicircum{}\\textbackslash{}", latex);
    }

    [Fact]
    public void Markdown_NarrowLines_ShowEachRunByItself()
    {
        Table table = CertifiedAccuracyTable.Of(CertifyRuns(), [0, 0.25]);
        string wide = TableFormat.Render(table, new TableLook { LineLength = 400 });
        Assert.Equal(TableFormat.Render(table, "md"), wide);
        string narrow = TableFormat.Render(table, new TableLook { LineLength = 60 });
        string[] rows = [.. narrow.Split('\n').Where(line => line.StartsWith('|'))];
        Assert.All(rows, row => Assert.InRange(row.Length, 1, 60));
        // Two runs, each with a heading, a rule, and the 13 columns behind its name.
        Assert.Equal(2 * (2 + table.Columns.Count - 1), rows.Length);
        Assert.Equal(2, rows.Count(row => row.Contains("certify-0.", StringComparison.Ordinal)));
        Assert.Contains(rows, row => row.Contains("r = 0.25", StringComparison.Ordinal)
            && row.Contains("0.2000 [0.1003, 0.3372]", StringComparison.Ordinal));
    }

    [Fact]
    public void Usual_IsTheTableOfTheRecords_AndAsksWhereTheyDiffer()
    {
        Assert.Equal("certified-accuracy", TableCatalog.Usual(CertifyRuns()));
        Assert.Equal("spoofed-radius", TableCatalog.Usual(SpoofRuns()));
        Assert.Equal("verified", TableCatalog.Usual([BoundRun(false), Samples.Run("empty", [], Samples.Manifest(items: 5))]));
        string message = Assert.Throws<UsageException>(() => TableCatalog.Usual([CertifyRuns()[0], BoundRun(false)])).Message;
        Assert.Contains("certify-0.25 holds certificates of smoothing (table --kind certified-accuracy)", message);
        Assert.Contains("none of the runs holds a record", Assert.Throws<UsageException>(() => TableCatalog.Usual(
            [Samples.Run("empty", [], Samples.Manifest(items: 5))])).Message);
    }

    [Fact]
    public void Names_AreThoseThatTheReaderGives()
    {
        IReadOnlyList<StoredRun> named = new RunNames { Names = ["certify-0.25=Cohen, 0.25", "runs/certify-0.50=x=y"] }
            .Name(CertifyRuns());
        Assert.Contains("| Cohen, 0.25 |", TableFormat.Render(CertifiedAccuracyTable.Of(named), "md"));
        Assert.Equal("x=y", named[1].Name);
        Assert.Contains("--name 'certify' is for 0 of the runs", Assert.Throws<UsageException>(() =>
            new RunNames { Names = ["certify=a"] }.Name(CertifyRuns())).Message);
    }

    private static StoredRun[] CertifyRuns() =>
    [
        Samples.Run("certify-0.25", Enumerable.Range(0, 50).Select(i => Samples.Certify(i)), Samples.Manifest(items: 50)),
        Samples.Run("certify-0.50", Enumerable.Range(0, 30).Select(i => Samples.Certify(i, 0.5)),
            Samples.Manifest(sigma: 0.5, items: 40)),
    ];

    private static StoredRun SequentialRun(params double[] decide) => Samples.Run(decide.Length == 0 ? "anytime" : "decide",
        Enumerable.Range(0, 60).Select(i => Samples.Sequential(i, 0.25, decide)),
            Samples.Manifest("certify-sequential", items: 60));

    /// <summary>All the 1000 votes of which the sequential runs see the first.</summary>
    private static StoredRun FixedRun() => Samples.Run("fixed", Enumerable.Range(0, 60).Select(i =>
    {
        CertifyRecord all = Samples.Sequential(i);
        return CertifyRecord.From(i, all.Label, new Certificate(new Votes(all.Class!.Value, all.Count!.Value, 100, 1000, 0.001,
            new GaussianL2(0.25))));
    }), Samples.Manifest(items: 60));

    private static StoredRun[] SpoofRuns() =>
    [
        Samples.Run("spoof-0.25", Enumerable.Range(0, 50).Select(i => Samples.Spoof(i)), Samples.Manifest("spoof")),
        Samples.Run("spoof-0.50", Enumerable.Range(0, 5).Select(i =>
            Samples.Spoof(i, 0.5) with { L2 = 0.1, Contradiction = i == 3 }),
            Samples.Manifest("spoof", 0.5)),
    ];

    private static void Under(bool decimalComma, Action check)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NumberGroupSeparator = ".";
        try
        {
            CultureInfo.CurrentCulture = decimalComma ? comma : CultureInfo.InvariantCulture;
            check();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
