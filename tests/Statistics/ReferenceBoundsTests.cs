using System.Globalization;
using Audit.Records.Certificates;
using Audit.Records.Statistics;

namespace Audit.Tests.Statistics;

/// <summary>Bounds and radii against 25-digit reference values, read as decimals so that no digit is lost in comparing.</summary>
public class ReferenceBoundsTests
{
    private const string Reference = "reference/clopper_pearson.csv";

    [SharedFact(Reference)]
    public void LowerBound_ReferenceTable_NeverAboveAndWithinOnePartInTenToTheTwelve() => ForEachRow(row =>
    {
        double bound = Binomial.LowerBound(row.K, row.N, row.Alpha);
        AssertSafe(row.PLower, bound, row.Text);
    });

    [SharedFact(Reference)]
    public void Radius_ReferenceTable_AbstainsOrIsNeverAboveAndWithinOnePartInTenToTheTwelve() => ForEachRow(row =>
    {
        Votes radius = GaussianVotes.Of(row.K, row.N, row.Alpha, 1);
        Assert.True(row.Radius is null == radius.Radius is null, row.Text);
        if (row.Radius is decimal exact)
            AssertSafe(exact, radius.Radius!.Value, row.Text);
    });

    [SharedFact(Reference)]
    public void UpperBound_OfTheOppositeCount_MirrorsTheReference() => ForEachRow(row =>
    {
        double upper = Binomial.UpperBound(row.N - row.K, row.N, row.Alpha);
        decimal exact = 1 - row.PLower;
        Assert.True((decimal)upper >= Truncate(exact), row.Text);
        Assert.True(Math.Abs(Exact(upper) - exact) <= exact * 1e-12m + 1e-24m, $"{row.Text}: {upper:R}");
    });

    private static void AssertSafe(decimal exact, double value, string text)
    {
        Assert.True(Exact(value) <= exact, $"{text}: {value:R} is above the exact value");
        Assert.True(exact - Exact(value) <= exact * 1e-12m, $"{text}: {value:R} is off by more than 1e-12");
    }

    /// <summary>A double's exact value to 28 digits; a plain cast would round it to 15.</summary>
    private static decimal Exact(double value) => decimal.Parse(value.ToString("E27", CultureInfo.InvariantCulture),
        NumberStyles.Float, CultureInfo.InvariantCulture);

    private static decimal Truncate(decimal value) => Math.Truncate(value * 1e14m) / 1e14m;

    private static void ForEachRow(Action<Row> check)
    {
        string[] lines = File.ReadAllLines(SharedFolder.Find(Reference));
        Assert.True(lines.Length > 100);
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.Split(',');
            check(new Row(line, long.Parse(cells[0], CultureInfo.InvariantCulture),
                long.Parse(cells[1], CultureInfo.InvariantCulture), double.Parse(cells[2], CultureInfo.InvariantCulture),
                Decimal(cells[3]), cells[4] == "abstain" ? null : Decimal(cells[4])));
        }

        static decimal Decimal(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private sealed record Row(string Text, long K, long N, double Alpha, decimal PLower, decimal? Radius);
}
