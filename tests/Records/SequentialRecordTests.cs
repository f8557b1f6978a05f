using System.Globalization;
using System.Text.Json;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Tests.Records;

/// <summary>The documented line of a sequential certificate, and that it holds all that its radius rests on.</summary>
public class SequentialRecordTests
{
    [Fact]
    public void Append_Decided_WritesTheDocumentedLine()
    {
        CertifyRecord record = Samples.Sequential(0, 0.25, 0.25, 0.5);
        Assert.Equal("""{"type":"certify","index":0,"label":0,"verdict":"certified","class":0,"radius":""" + Text(record.Radius)
            + ""","correct":true,"sigma":0.25,"n0":100,"n":1000,"alpha":0.001,"count":459,"p_lower":"""
            + Text(record.PLower!.Value)
            + ""","sequential":{"samples":459,"stopped":"decided","decisions":[{"radius":0.25,"verdict":"certified","at":55},"""
            + """{"radius":0.5,"verdict":"certified","at":459}],"p_upper":1,"lower_at":{"count":459,"samples":459}}}""",
            Line(record));
    }

    [Fact]
    public void Append_Undecided_LeavesOutWhatIsNotKnown()
    {
        VoteSequence votes = new(1, 100, 20, 0.001, new GaussianL2(0.25), new() { Decide = [0.0] });
        for (int i = 0; votes.Next(i % 2); i++)
        {
        }

        using JsonDocument line = JsonDocument.Parse(Line(CertifyRecord.From(5, 1, new Certificate(votes.Evidence))));
        JsonElement part = line.RootElement.GetProperty("sequential");
        Assert.Equal("abstained", line.RootElement.GetProperty("verdict").GetString());
        Assert.Equal("n", part.GetProperty("stopped").GetString());
        Assert.Equal("""[{"radius":0,"verdict":"undecided"}]""", part.GetProperty("decisions").GetRawText());
    }

    [Fact]
    public void Read_WhatWasAppended_GivesRadiusAndDecisionsAgain()
    {
        using TemporaryFolder folder = new();
        CertifyRecord[] records = [.. Enumerable.Range(0, 40).Select(i => Samples.Sequential(i, 0.25, 0.25, 0.5))];
        using (Run run = Run.OpenOrCreate(folder.Path, Samples.Manifest()))
            Array.ForEach(records, run.Append);
        foreach ((CertifyRecord written, CertifyRecord read) in records.Zip(Run.Read(folder.Path).Of<CertifyRecord>()))
        {
            Assert.Equal(written with { Sequential = null }, read with { Sequential = null });
            SequentialPart part = read.Sequential!;
            Assert.Equal(written.Sequential!.Decisions, part.Decisions);
            Assert.Equal(written.Sequential with { Decisions = part.Decisions }, part);
            Tally? at = part.LowerAt;
            Assert.Equal(read.Radius, at is null ? 0
                : read.Model.Radius(KtBound.Upper(at.Value.Samples - at.Value.Count, at.Value.Samples, read.Alpha)) ?? 0);
            Assert.All(part.Decisions, d => Assert.Equal(d.Verdict == DecisionKind.Certified, read.Radius >= d.Radius
                && read.CertifiedAt(d.Radius)));
        }

        Assert.Equal(3, records.SelectMany(r => r.Sequential!.Decisions).Select(d => d.Verdict).Distinct().Count());
    }

    [Fact]
    public void CertifiedAt_RadiusExactlyThatOfTheCertificate_Holds()
    {
        CertifyRecord record = Enumerable.Range(0, 40).Select(i => Samples.Certify(i)).First(r => r.Correct);
        Assert.True(record.CertifiedAt(record.Radius));
        Assert.True(record.CorrectAt(record.Radius));
        Assert.False(record.CertifiedAt(Math.BitIncrement(record.Radius)));
        // A decision goes before the radius, on either side.
        CertifyRecord decided = Samples.Sequential(0, 0.25, 0.25);
        CertifyRecord Deciding(DecisionKind verdict) =>
            decided with { Sequential = decided.Sequential! with { Decisions = [new(0.25, verdict, 1)] } };
        Assert.True(Deciding(DecisionKind.Certified).CertifiedAt(0.25));
        Assert.False(Deciding(DecisionKind.NotCertifiable).CertifiedAt(0.25));
        Assert.True(Deciding(DecisionKind.NotCertifiable).CertifiedAt(decided.Radius));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Line(CertifyRecord record)
    {
        using TemporaryFolder folder = new();
        using (Run run = Run.OpenOrCreate(folder.Path, new() { Command = "certify", Question = [] }))
            run.Append(record);
        return OldRuns.Body(OldRuns.Lines(folder.Path)[0]);
    }
}
