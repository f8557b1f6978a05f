using System.Diagnostics;
using Audit.Cli;
using Audit.Inputs;
using Audit.Records;
using Audit.Records.Runs;

namespace Audit.Tests.EndToEnd;

/// <summary>Signals, full disks and edited runs, as users meet them.</summary>
public class InterruptionTests
{
    private static readonly string Model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");
    private static readonly string[] Certify = ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--n", "1000",
        "--skip", "50", "--max", "20"];

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void Certify_Signal_StopsAfterTheItemInProgressAndResumes(string signal)
    {
        using var folder = new TemporaryFolder();
        using var process = AuditProcess.Start([.. Certify, "--out", folder.At("run")]);
        var error = process.StandardError.ReadToEndAsync();
        WaitForRecords(process, folder.At("run"), 2);
        Signal(process, signal);
        process.WaitForExit();
        Assert.True(process.ExitCode == 130, $"exit status {process.ExitCode}: {error.Text()}");
        Assert.Contains("stopping after the item in progress", error.Text(), StringComparison.Ordinal);
        // Whole lines only, each of them right: the run was not merely killed.
        var stopped = Run.Read(folder.At("run"));
        Assert.InRange(stopped.Records.Count, 2, 19);
        Assert.EndsWith("\n", File.ReadAllText(folder.At("run/records.jsonl")), StringComparison.Ordinal);
        Assert.Equal(stopped.Records.Count, File.ReadAllLines(folder.At("run/timing.jsonl")).Length);
    }

    /// <summary>A library's kernel may use its stack pointer for something else: a signal that the thread took there would be
    /// laid over the heap.</summary>
    [Fact]
    public void Certify_SignalsAllTheTime_LeaveTheRecordsAsTheyAre()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, AuditProcess.Run([.. Certify, "--out", folder.At("quiet")]).Status);
        using var process = AuditProcess.Start([.. Certify, "--out", folder.At("storm")]);
        var error = process.StandardError.ReadToEndAsync();
        WaitForRecords(process, folder.At("storm"), 1);
        // SIGCONT does nothing, but the runtime handles it.
        string send = $"kill -CONT {process.Id}";
        using var storm = Process.Start("bash",
            ["-c", $"while {send}; do for i in {{1..50}}; do {send}; done; sleep 0.001; done 2> /dev/null"]);
        process.WaitForExit();
        storm.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit status {process.ExitCode}: {error.Text()}");
        Assert.Equal(File.ReadAllText(folder.At("quiet/records.jsonl")), File.ReadAllText(folder.At("storm/records.jsonl")));
    }

    [PseudoTerminalFact]
    public void Certify_TerminalGoesAwayWithoutASignal_GoesOnToTheEnd()
    {
        using var folder = new TemporaryFolder();
        string words = string.Join(' ', ((string[])[Path.Combine(AppContext.BaseDirectory, "audit"), .. Certify, "--out",
            folder.At("run")]).Select(word => $"'{word}'"));
        // The kernel tells the shell, which leads the session and outlives it by its trap; the run only finds that nobody reads
        // what it says.
        using var terminal = Process.Start(new ProcessStartInfo("script",
            ["-qfc", $"trap : HUP; {words}; echo $? > '{folder.At("status")}'", "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        terminal.OutputDataReceived += (_, _) => { };
        terminal.BeginOutputReadLine();
        WaitForRecords(terminal, folder.At("run"), 1);
        terminal.Kill();
        for (int waited = 0; waited < 60_000 && !(File.Exists(folder.At("status"))
            && new FileInfo(folder.At("status")).Length > 0); waited += 10)
            Thread.Sleep(10);
        Assert.Equal("0", File.ReadAllText(folder.At("status")).Trim());
        Assert.Equal(20, Run.Read(folder.At("run")).Records.Count);
    }

    [Fact]
    public void Certify_HangUpUnderNohup_GoesOn()
    {
        using var folder = new TemporaryFolder();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh",
            ["-c", "trap '' HUP; exec \"$@\"", "sh", Path.Combine(AppContext.BaseDirectory, "audit"), .. Certify, "--out",
            folder.At("run")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        WaitForRecords(process, folder.At("run"), 1);
        Signal(process, "HUP");
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Text());
        Assert.Contains("| run", output.Text(), StringComparison.Ordinal);
        Assert.Equal(20, Run.Read(folder.At("run")).Records.Count);
    }

    [TmpfsFact]
    public void Certify_DiskFillsUp_EndsInOneLineAndResumesWhereThereIsRoom()
    {
        using var disk = new SmallDisk(kibibytes: 256);
        string run = disk.At("a/run"), fill = disk.At("fill");
        // 230 KiB are gone: too little for the 300 items that are asked for, at 1 KiB each.
        File.WriteAllBytes(fill, new byte[230 * 1024]);
        var (status, _, error) = AuditProcess.Run([.. Certify[..^4], "--max", "300", "--out", run]);
        Assert.Equal(2, status);
        Assert.Contains("has no room for the 300 items of the run", Line(error), StringComparison.Ordinal);
        Assert.Equal([fill], Directory.GetFileSystemEntries(disk.Path));

        File.Delete(fill);
        using (var process = AuditProcess.Start([.. Certify, "--out", run]))
        {
            var said = process.StandardError.ReadToEndAsync();
            WaitForRecords(process, run, 1);
            Fill(fill);
            process.WaitForExit();
            Assert.Equal(2, process.ExitCode);
            Assert.Contains("No space left on device", Line(said.Result), StringComparison.Ordinal);
        }

        Assert.InRange(Run.Read(run).Records.Count, 1, 19);
        File.Delete(fill);
        (status, _, error) = AuditProcess.Run([.. Certify, "--out", run]);
        Assert.True(status == 0, error);
        Assert.Equal(20, Run.Read(run).Records.Count);
        Assert.Empty(Directory.GetFiles(run, "*.tail*"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void Train_OutIsAFolder_SaysSoBeforeTheFirstStep(string end)
    {
        using var folder = new TemporaryFolder();
        string path = end.Length == 0 ? folder.Path : folder.At("new") + end;
        var error = Assert.Throws<UsageException>(() => CommandLine.Run(["train", "--data", "glyphs", "--arch", "cnn-small",
            "--epochs", "1", "--out", path]));
        Assert.Contains("--out", error.Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void EveryReader_EditedRun_RefusesWithFileAndLine()
    {
        using var folder = new TemporaryFolder();
        string run = Records.OldRuns.Chained("certify", folder.At("run")), records = folder.At("run/records.jsonl");
        File.WriteAllText(records, File.ReadAllText(records).Replace("\"count\":499", "\"count\":498", StringComparison.Ordinal));
        byte[] before = File.ReadAllBytes(records);
        string[][] readers =
        [
            ["table", run, "--kind", "certified-accuracy"], ["table", run, "--kind", "dataset"],
                ["plot", run, "--kind", "radius-histogram", "--out", folder.At("p.svg")],
            ["merge", run, "--out", folder.At("merged")], ["certify", "--model", Model, "--data", "glyphs", "--sigma", "0.25",
                "--n", "500", "--skip", "50", "--max", "4", "--out", run],
            ["attack", "--model", Model, "--data", "glyphs", "--sigma", "0.25", "--attack", "pgd", "--certificates", run, "--out",
                folder.At("attack")],
        ];
        foreach (string[] reader in readers)
        {
            var error = Record.Exception(() => CommandLine.Run(reader));
            Assert.True(error is RecordFormatException, $"{reader[0]}: {error}");
            Assert.StartsWith($"{records}, line 2: ", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, File.ReadAllBytes(records));
        Assert.Equal([run], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Attack_CertificatesWithOtherLabelsThanTheData_Refuses()
    {
        using var folder = new TemporaryFolder();
        string run = Records.OldRuns.Chained("certify", folder.At("run"));
        Records.OldRuns.Forge(run, Records.OldRuns.Lines(run).Select((line, i) => i == 0
            ? line.Replace("\"label\":8", "\"label\":7", StringComparison.Ordinal)
            .Replace("\"correct\":true", "\"correct\":false", StringComparison.Ordinal) : line));
        var error = Assert.Throws<UsageException>(() => CommandLine.Run(["attack", "--model", Model, "--data", "glyphs",
            "--attack", "pgd", "--skip", "50", "--max", "4",
            "--judge-samples", "100", "--certificates", run, "--out", folder.At("attack")]));
        Assert.Contains("index 0 has label 7, which is not that of the data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_UnchainedRun_IsMarkedBesideAndInTheTable()
    {
        var (status, output, error) = AuditProcess.Run("table", Path.Combine(Records.OldRuns.Folder, "certify"), "--kind",
            "certified-accuracy");
        Assert.Equal(0, status);
        Assert.Contains("UNCHAINED: ", output, StringComparison.Ordinal);
        Assert.Contains("is unchained (format 1)", Line(error), StringComparison.Ordinal);
    }

    private static string Line(string error) => Assert.Single(error.Trim().Split('\n'), line =>
        line.StartsWith("audit: ", StringComparison.Ordinal) || line.StartsWith("warning: ", StringComparison.Ordinal));

    private static void WaitForRecords(Process process, string run, int records)
    {
        string file = Path.Combine(run, "records.jsonl");
        while (!process.HasExited && (!File.Exists(file) || File.ReadLines(file).Count() < records))
            Thread.Sleep(1);
        Assert.False(process.HasExited, "the run ended before it could be interrupted");
    }

    private static void Signal(Process process, string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Takes what is left of the disk.</summary>
    private static void Fill(string path)
    {
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                stream.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
