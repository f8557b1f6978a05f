using Audit.Records;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Plots;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using Audit.Records.Tables;

namespace Audit.Tests.Records;

public class NoiseModelTests
{
    public static TheoryData<string> Names() => [.. NoiseModels.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Radius_AndTheProbabilityThatItNeeds_AreInverse(string name)
    {
        NoiseModel noise = NoiseModels.Of(name, 0.25);
        double? last = double.PositiveInfinity;
        foreach (double miss in new[] { 1e-9, 7e-5, 0.01, 0.2, 0.4, 0.4999 })
        {
            double radius = noise.Radius(miss)!.Value, most = noise.MostRadius(miss);
            Assert.True(radius < last && radius <= most && most - radius < 1e-11, $"{radius} to {most}");
            // a radius has 16 digits, of which the miss rate is what is left of lambda
            Assert.Equal(1, noise.MissAt(radius) / miss, 1e-6);
            last = radius;
        }

        Assert.Null(noise.Radius(0.5));
        Assert.Null(noise.Radius(double.NaN));
        Assert.Equal(0, noise.MostRadius(0.5));
    }

    /// <summary>Yang et al. 2020: 2 lambda (p - 1/2), with lambda = sqrt(3) sigma; at most lambda.</summary>
    [Theory]
    [InlineData(0.9, 0.4)]
    [InlineData(0.75, 0.25)]
    [InlineData(0.50001, 0.00001)]
    public void Uniform_RadiusIsTheClosedForm(double p, double expected)
    {
        var noise = new UniformL1(0.5 / Math.Sqrt(3));
        Assert.Equal(0.5, noise.Lambda, 1e-15);
        Assert.Equal(expected, noise.Radius(1 - p)!.Value, 1e-12);
        Assert.Equal(Norm.L1, noise.Norm);
        Assert.Equal(0, noise.MissAt(0.5000001));
        Assert.Equal((0.5 - 0.4999999) / 1, noise.MissAt(0.4999999), 1e-20);
    }

    [Fact]
    public void Evidence_OfUniformVotes_HasTheirRegionCeilingAndTests()
    {
        NoiseModel noise = new UniformL1(0.25);
        double lambda = 0.25 * Math.Sqrt(3);
        var votes = new Votes(3, 990, 100, 1000, 0.001, noise);
        double miss = Binomial.UpperBound(10, 1000, 0.001);
        Assert.Equal(lambda * (1 - 2 * miss), votes.Region.Radius, 1e-12);
        Assert.Equal((Norm.L1, false), (votes.Region.Norm, votes.Region.Closed));
        Assert.True(votes.Region.Reach < votes.Region.Radius);
        Assert.Equal(lambda * (1 - 2 * (1 - Math.Pow(0.001, 0.001))), votes.Ceiling, 1e-12);
        // The certificate at R rejects "a miss is at least as likely as R needs", at exactly its own alpha.
        Assert.True(votes.PValue(votes.Region.Radius * (1 - 1e-6)) <= 0.001);
        Assert.True(votes.PValue(votes.Region.Radius * (1 + 1e-6)) > 0.001);
        // Beyond lambda no votes certify anything, so any refute it.
        Assert.Equal(1, votes.PValue(lambda));
        Assert.True(votes.Refutes(lambda) && !votes.Refutes(votes.Region.Radius));
    }

    [Fact]
    public void Sequence_UnderUniformNoise_SettlesRadiiAtTheirOwnProbabilities()
    {
        // 9 of 10 votes: radius 2 lambda 0.4 = 0.4, so 0.38 is certified and 0.42 is not certifiable.
        VoteSequence sequence = new(1, 100, 50_000, 0.001, new UniformL1(0.5 / Math.Sqrt(3)), new() { Decide = [0.38, 0.42] });
        for (int k = 0; sequence.Next(k % 10 == 9 ? 0 : 1); k++)
        {
        }

        Assert.Equal([DecisionKind.Certified, DecisionKind.NotCertifiable], sequence.Evidence.Decisions.Select(d => d.Verdict));
        Assert.InRange(sequence.Evidence.Radius!.Value, 0.38, 0.4);
    }

    [Fact]
    public void Records_NameTheNoise_AndReadBackAsWritten()
    {
        using var folder = new TemporaryFolder();
        CertifyRecord[] records = [.. Enumerable.Range(0, 30).Select(i => Certify(i, "uniform"))];
        using (Run run = Run.OpenOrCreate(folder.At("u"), Samples.Manifest()))
            foreach (CertifyRecord record in records)
                run.Append(record);
        Assert.Contains("\"sigma\":0.25,\"noise\":\"uniform\",\"norm\":\"l1\",\"n0\":100",
            File.ReadAllText(folder.At("u/records.jsonl")), StringComparison.Ordinal);
        StoredRun stored = Run.Read(folder.At("u"));
        Assert.Equal(records, stored.Of<CertifyRecord>());
        Assert.All(stored.Of<CertifyRecord>(), r => Assert.Equal(r,
            CertifyRecord.From(r.Index, r.Label, new Certificate(r.Evidence!))));
    }

    [Fact]
    public void TablesAndFigures_SayNoiseAndNorm_AndNeverMixNorms()
    {
        StoredRun Run(string noise) => Samples.Run(noise, Enumerable.Range(0, 30).Select(i => Certify(i, noise)),
            Samples.Manifest());
        Table table = CertifiedAccuracyTable.Of([Run("uniform")]);
        Assert.Equal("Certified accuracy by L1 radius", table.Title);
        Assert.Contains(table.Notes, note => note.Contains("Radii are L1", StringComparison.Ordinal));
        int column = table.Columns.Select((c, i) => (c.Key, i)).Single(c => c.Key == "noise").i;
        Assert.Equal(new TextCell("uniform"), table.Rows[0][column]);
        Assert.DoesNotContain(CertifiedAccuracyTable.Of([Run("gaussian")]).Columns, c => c.Key == "noise");
        Assert.Equal(["gaussian", "exact"], CertifiedAccuracyTable.Of([Run("gaussian"), Run("exact")]).Rows.Select(r =>
            ((TextCell)r[column]).Text));
        Assert.Contains("cannot share a table", Assert.Throws<RecordFormatException>(() =>
            CertifiedAccuracyTable.Of([Run("gaussian"), Run("uniform")])).Message);
        Assert.Contains("cannot share a table", Assert.Throws<RecordFormatException>(() =>
            DatasetTable.Of([Run("gaussian"), Run("uniform")])).Message);
        Assert.Contains("cannot share a figure", Assert.Throws<RecordFormatException>(() =>
            CertifiedAccuracyCurve.Of([Run("gaussian"), Run("uniform")])).Message);
        Assert.Equal("L1", CertifiedAccuracyCurve.Of([Run("uniform")]).Norm);
        Assert.Equal("L1 radius (pixel units)", RadiusHistogram.Of(Run("uniform")).Measure);
    }

    [Fact]
    public void Of_AnUnknownName_IsRefused() =>
        Assert.Contains("gaussian, exact, uniform", Assert.Throws<RecordFormatException>(() =>
            NoiseModels.Of("laplace", 1)).Message, StringComparison.Ordinal);

    private static CertifyRecord Certify(int index, string noise) =>
        CertifyRecord.From(index, index % 7 == 3 ? (index + 1) % 10 : index % 10,
        new Certificate(Samples.Votes(index) with { Noise = NoiseModels.Of(noise, 0.25) }));
}
