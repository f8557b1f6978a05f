namespace Audit.Tests.EndToEnd;

/// <summary>Runs are killed for real, as the operating system does it, and continued.</summary>
public class ResumeTests
{
    private static readonly string Model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");
    private static readonly string[] Certify = ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--n", "2000",
        "--skip", "50", "--max", "12"];
    private static readonly string[] Spoof = ["spoof", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--n", "500",
        "--steps", "10", "--copies", "16", "--skip", "200"];
    private static readonly string[] Bounds = ["spoof", "--model", Model, "--data", "glyphs", "--certifier", "ibp", "--epsilon",
        "0.0005", "--steps", "2", "--targets", "1", "--skip", "200"];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Certify_KilledAndContinued_RecordsAreByteIdentical(int recordsBeforeTheKill)
    {
        using var folder = new TemporaryFolder();
        Finish(Certify, folder.At("whole"));
        KillAfter(Certify, folder.At("killed"), recordsBeforeTheKill);
        Finish(Certify, folder.At("killed"));
        AssertSame(folder.At("whole"), folder.At("killed"));
    }

    [Fact]
    public void CertifyByBounds_CutInsideABlock_RecordsAreByteIdentical()
    {
        using var folder = new TemporaryFolder();
        string[] bounds = ["certify", "--model", Model, "--data", "glyphs", "--method", "crown-ibp", "--epsilon", "1/255",
            "--skip", "50", "--max", "12"];
        Finish(bounds, folder.At("whole"));
        Finish(bounds, folder.At("cut"));
        // A block of images is recorded faster than a kill could hit: what one would leave, with a torn line at its end.
        string records = folder.At("cut/records.jsonl"), all = File.ReadAllText(records);
        int seventh = Enumerable.Range(0, 7).Aggregate(0, (at, _) => all.IndexOf('\n', at) + 1);
        File.WriteAllText(records, all[..(seventh + 40)]);
        File.Delete(folder.At("cut/done.json"));
        Finish(bounds, folder.At("cut"));
        AssertSame(folder.At("whole"), folder.At("cut"));
    }

    [Fact]
    public void Spoof_KilledAndContinued_RecordsAndImagesAreByteIdentical()
    {
        using var folder = new TemporaryFolder();
        Finish(Spoof, folder.At("whole"));
        KillAfter(Spoof, folder.At("killed"), 2);
        Finish(Spoof, folder.At("killed"));
        AssertSame(folder.At("whole"), folder.At("killed"));
        foreach (string image in Directory.GetFiles(folder.At("whole/images")))
            Assert.Equal(File.ReadAllBytes(image), File.ReadAllBytes(Path.Combine(folder.At("killed/images"),
                Path.GetFileName(image))));
    }

    [Fact]
    public void SpoofOfBounds_KilledContinuedBatchedAndSharded_RecordsAndImagesAreByteIdentical()
    {
        using var folder = new TemporaryFolder();
        Finish(Bounds, folder.At("whole"));
        KillAfter([.. Bounds, "--batch", "1"], folder.At("killed"), 2);
        Finish([.. Bounds, "--batch", "3", "--threads", "1"], folder.At("killed"));
        AssertSame(folder.At("whole"), folder.At("killed"));
        foreach (string image in Directory.GetFiles(folder.At("whole/images")))
            Assert.Equal(File.ReadAllBytes(image), File.ReadAllBytes(Path.Combine(folder.At("killed/images"),
                Path.GetFileName(image))));
        foreach (string i in (string[])["1", "2"])
            Finish([.. Bounds, "--shard", $"{i}/2"], folder.At($"part{i}"));
        var (status, _, error) = AuditProcess.Run("merge", folder.At("part1"), folder.At("part2"), "--out", folder.At("merged"));
        Assert.True(status == 0, error);
        AssertSame(folder.At("whole"), folder.At("merged"));
    }

    [Fact]
    public void Certify_OtherBatchThreadsAndShards_RecordsAreByteIdentical()
    {
        using var folder = new TemporaryFolder();
        Finish(Certify, folder.At("whole"));
        Finish([.. Certify, "--batch", "1000", "--threads", "1"], folder.At("other"));
        AssertSame(folder.At("whole"), folder.At("other"));
        foreach (string i in (string[])["1", "2", "3"])
            Finish([.. Certify, "--shard", $"{i}/3"], folder.At($"part{i}"));
        var (status, _, error) = AuditProcess.Run("merge", folder.At("part3"), folder.At("part1"), folder.At("part2"), "--out",
            folder.At("merged"));
        Assert.True(status == 0, error);
        AssertSame(folder.At("whole"), folder.At("merged"));
    }

    [Fact]
    public void Certify_ChangedOption_IsRefusedAndNamed()
    {
        using var folder = new TemporaryFolder();
        Finish(Certify, folder.At("run"));
        string before = File.ReadAllText(folder.At("run/records.jsonl"));
        var (status, _, error) = AuditProcess.Run([.. Certify, "--alpha", "0.01", "--out", folder.At("run")]);
        Assert.Equal(2, status);
        Assert.Contains("alpha", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(folder.At("run/records.jsonl")));
    }

    private static void Finish(string[] command, string folder)
    {
        var (status, _, error) = AuditProcess.Run([.. command, "--out", folder]);
        Assert.True(status == 0, error);
    }

    private static void KillAfter(string[] command, string folder, int records)
    {
        using var process = AuditProcess.Start([.. command, "--out", folder]);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string file = Path.Combine(folder, "records.jsonl");
        while (!process.HasExited && (!File.Exists(file) || File.ReadLines(file).Count() < records))
            Thread.Sleep(1);
        Assert.False(process.HasExited, "the run ended before it could be killed");
        process.Kill(); // SIGKILL
        process.WaitForExit();
        Assert.InRange(File.ReadAllText(file).Count(c => c == '\n'), records, 11);
    }

    private static void AssertSame(string a, string b) =>
        Assert.Equal(File.ReadAllText(Path.Combine(a, "records.jsonl")), File.ReadAllText(Path.Combine(b, "records.jsonl")));
}
