using System.Globalization;
using System.Text.Json;
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
    public void CertifiedAccuracy_EveryFormatAndCulture_IsTheGoldenFile(string format, bool decimalComma) => Under(decimalComma, () =>
        Golden.Check($"certified-accuracy.{format}", TableFormat.Render(CertifiedAccuracyTable.Of(CertifyRuns()), format)));

    [Theory]
    [MemberData(nameof(Formats))]
    public void SpoofedRadius_EveryFormatAndCulture_IsTheGoldenFile(string format, bool decimalComma) => Under(decimalComma, () =>
        Golden.Check($"spoofed-radius.{format}", TableFormat.Render(SpoofedRadiusTable.Of(SpoofRuns()), format)));

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
        Assert.Contains("expected SpoofRecord", Assert.Throws<RecordFormatException>(() => SpoofedRadiusTable.Of(CertifyRuns())).Message);

    [Fact]
    public void Render_TextWithSpecialCharacters_IsEscaped()
    {
        Table table = new("100 % of a_b", [new("name", "a|b & c")], [[new TextCell("x,\"y\"|z_1")]], ["50 % {wrong}"], ["~^\\"]);
        Assert.Contains("x,\"y\"\\|z_1", TableFormat.Render(table, "md"));
        Assert.Contains("\"x,\"\"y\"\"|z_1\"", TableFormat.Render(table, "csv"));
        string latex = TableFormat.Render(table, "latex");
        Assert.Contains("100 \\% of a\\_b", latex);
        Assert.Contains("50 \\% \\{wrong\\}", latex);
        Assert.Contains("\\textasciitilde{}\\textasciicircum{}\\textbackslash{}", latex);
    }

    private static StoredRun[] CertifyRuns() =>
    [
        Samples.Run("certify-0.25", Enumerable.Range(0, 50).Select(i => Samples.Certify(i)), Samples.Manifest(items: 50)),
        Samples.Run("certify-0.50", Enumerable.Range(0, 30).Select(i => Samples.Certify(i, 0.5)), Samples.Manifest(sigma: 0.5, items: 40)),
    ];

    private static StoredRun[] SpoofRuns() =>
    [
        Samples.Run("spoof-0.25", Enumerable.Range(0, 50).Select(i => Samples.Spoof(i)), Samples.Manifest("spoof")),
        Samples.Run("spoof-0.50", Enumerable.Range(0, 5).Select(i => Samples.Spoof(i, 0.5) with { L2 = 0.1, Contradiction = i == 3 }),
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
