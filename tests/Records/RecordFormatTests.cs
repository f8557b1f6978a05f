using System.Text.Json;
using Audit.Records;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Tests.Records;

/// <summary>The documented lines, character for character: others read them.</summary>
public class RecordFormatTests
{
    [Fact]
    public void Append_CertifiedAndAbstained_WritesTheDocumentedLines()
    {
        Votes abstaining = new(4, 500, 100, 1000, 0.001, new GaussianL2(0.25));
        string[] lines = Write(Samples.Certify(3), CertifyRecord.From(8, 4, new Certificate(abstaining)));
        CertifyRecord first = Samples.Certify(3);
        Assert.Equal("""{"type":"certify","index":3,"label":4,"verdict":"certified","class":3,"radius":"""
            + Text(first.Radius) + ""","correct":false,"sigma":0.25,"n0":100,"n":1000,"alpha":0.001,"count":891,"p_lower":"""
            + Text(first.PLower!.Value) + "}", lines[0]);
        Assert.Equal("""{"type":"certify","index":8,"label":4,"verdict":"abstained","class":4,"radius":0,"correct":false,"""
            + "\"sigma\":0.25,\"n0\":100,\"n\":1000,\"alpha\":0.001,\"count\":500,\"p_lower\":"
            + Text(CertifyRecord.From(8, 4, new Certificate(abstaining)).PLower!.Value)
            + ""","reason":"lower bound on the top class is not above 1/2"}""", lines[1]);
    }

    [Fact]
    public void Append_Bounds_WritesTheDocumentedLines()
    {
        BoundRecord Of(double margin, Region region, double? epsilon) =>
            BoundRecord.From(3, 5, new(new MarginEvidence(5, margin, "crown", "sound", region)), epsilon);
        string[] lines = Write(Of(0.75, new(Norm.Linf, 0.1, true), 0.1), Of(-0.5, new(Norm.L2, 0.25, true), 0.25),
            Of(double.NegativeInfinity, new(Norm.Linf, 0, true), null));
        Assert.Equal("""{"type":"bound","index":3,"label":5,"verdict":"certified","class":5,"radius":0.1,"correct":true,"norm":"linf","epsilon":0.1,"margin_lower":0.75,"bound":"crown","arithmetic":"sound"}""", lines[0]);
        Assert.Equal("""{"type":"bound","index":3,"label":5,"verdict":"abstained","class":5,"radius":0,"correct":false,"norm":"l2","epsilon":0.25,"margin_lower":-0.5,"bound":"crown","arithmetic":"sound","reason":"the margin bound is not positive"}""", lines[1]);
        Assert.Equal("""{"type":"bound","index":3,"label":5,"verdict":"abstained","class":5,"radius":0,"correct":false,"norm":"linf","margin_lower":null,"bound":"crown","arithmetic":"sound","reason":"the margin bound is not positive"}""", lines[2]);
    }

    [Fact]
    public void Append_Spoof_HasTheDocumentedKeysInOrder()
    {
        using JsonDocument line = JsonDocument.Parse(Write(Samples.Spoof(4))[0]);
        Assert.Equal(
            ["type", "index", "label", "natural", "target", "spoof", "l2", "linf", "tv", "color", "dissim", "spoofed", "stronger",
                "contradiction", "images"],
            line.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["verdict", "class", "radius", "sigma", "n0", "n", "alpha", "count", "p_lower"],
            line.RootElement.GetProperty("natural").EnumerateObject().Select(p => p.Name).Where(name => name != "reason"));
        Assert.Equal("images/00004-clean.png", line.RootElement.GetProperty("images").GetProperty("clean").GetString());
    }

    [Fact]
    public void Read_WhatWasAppended_IsEqualToTheLastBit()
    {
        using TemporaryFolder folder = new();
        ItemRecord[] records = [.. Enumerable.Range(0, 40).Select(i => Samples.Certify(i))];
        using (Run run = Run.OpenOrCreate(folder.Path, Samples.Manifest()))
            Array.ForEach(records, run.Append);
        StoredRun stored = Run.Read(folder.Path);
        Assert.Equal(records, stored.Records);
        Assert.Equal(Samples.Manifest().Key, stored.Manifest.Key);
        Assert.Equal(0.25, (double)stored.Manifest.Question["sigma"]!);
    }

    [Fact]
    public void Read_LineOfALaterVersion_IgnoresUnknownKeys()
    {
        using TemporaryFolder folder = new();
        string run = OldRuns.Copy("certify", folder.At("run"));
        OldRuns.Write(run, OldRuns.Lines(run).Select(line => line[..^1] + ",\"later\":[1]}"));
        Assert.Equal(Run.Read(Path.Combine(OldRuns.Folder, "certify")).Records, Run.Read(run).Records);
    }

    [Theory]
    [InlineData("{\"type\":\"certify\",\"index\":1", "line 2: not a record")]
    [InlineData("{\"type\":\"unheard-of\",\"index\":1,\"label\":2}", "line 2: not a record")]
    [InlineData("{\"type\":\"certify\",\"index\":1,\"label\":2}", "line 2: not a record")]
    [InlineData("", "line 2: not a record")]
    public void Read_MalformedLineInTheMiddle_NamesPathAndLine(string bad, string expected)
    {
        using TemporaryFolder folder = new();
        using (Run run = Run.OpenOrCreate(folder.Path, Samples.Manifest()))
            run.Append(Samples.Certify(0));
        File.AppendAllText(folder.At("records.jsonl"), bad + "\n");
        RecordFormatException e = Assert.Throws<RecordFormatException>(() => Run.Read(folder.Path));
        Assert.Contains($"{folder.At("records.jsonl")}, {expected}", e.Message);
        Assert.Throws<RecordFormatException>(() => Run.OpenOrCreate(folder.Path, Samples.Manifest()));
    }

    private static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Write(params ItemRecord[] records)
    {
        using TemporaryFolder folder = new();
        using (Run run = Run.OpenOrCreate(folder.Path, Samples.Manifest()))
            Array.ForEach(records, run.Append);
        return [.. OldRuns.Lines(folder.Path).Select(OldRuns.Body)];
    }
}
