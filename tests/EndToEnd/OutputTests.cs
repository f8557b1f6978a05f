using System.Diagnostics;
using Audit.Import.Checkpoints;

namespace Audit.Tests.EndToEnd;

/// <summary>Standard output and errors of the built program, where others might write to it or close it.</summary>
public class OutputTests
{
    private static readonly string Model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");

    /// <summary>A closed standard output is no error; nor may its number go to a file of the run, which the summary would then be
    /// printed into.</summary>
    [Fact]
    public void ClosedStreams_EndQuietly_AndLeaveTheRecordsAlone()
    {
        using var folder = new TemporaryFolder();
        string command = $"certify --model {Model} --data glyphs --sigma 0.25 --n 100 --n0 10 --max 2 --threads 1 --out";
        Assert.Equal((0, ""), Shell($"{command} {folder.At("open")} > /dev/null 2>&1"));
        foreach (string closed in (string[])[">&-", ">&- 2>&-", "<&- >&- 2>&-"])
        {
            string run = folder.At(closed);
            var (status, error) = Shell($"{command} '{run}' {closed}");
            Assert.Equal(0, status);
            Assert.DoesNotContain("denied", error, StringComparison.Ordinal);
            Assert.Equal(File.ReadAllText(folder.At("open/records.jsonl")), File.ReadAllText(Path.Combine(run, "records.jsonl")));
        }
        Assert.Equal(2, Shell("certify --nonsense 2>&-").Status);
    }

    [Fact]
    public void FullDisk_IsSaid()
    {
        if (!File.Exists("/dev/full"))
            return;
        var (status, error) = Shell("--help > /dev/full");
        Assert.Equal(2, status);
        Assert.Contains("standard output cannot be written: No space left on device", error, StringComparison.Ordinal);
    }

    /// <summary>Names and metadata of a file are shown, and do nothing.</summary>
    [Fact]
    public void NamesOfAFile_DoNotActOnTheTerminal()
    {
        using var folder = new TemporaryFolder();
        var file = TensorFile.Read(Model);
        string hostile = "\u001b]0;owned\u0007\u202e" + new string('n', 10_000);
        (file with { Tensors = [.. file.Tensors, (hostile, file.Tensors[0].Tensor)] }).Write(folder.At("name.safetensors"));
        (file with { Metadata = new Dictionary<string, string>(file.Metadata) { ["arch"] = hostile } })
            .Write(folder.At("arch.safetensors"));
        (file with { Metadata = new Dictionary<string, string>(file.Metadata) { ["sigma"] = hostile } })
            .Write(folder.At("sigma.safetensors"));
        foreach (string path in Directory.GetFiles(folder.Path))
        {
            var (status, text, error) = AuditProcess.Run("inspect", path);
            Assert.Equal(2, status);
            Assert.Empty(text);
            Assert.Contains("\\x1b]0;owned\\x07\\u202e", error, StringComparison.Ordinal);
            Assert.DoesNotContain(error, c => char.IsControl(c) && c != '\n');
            Assert.InRange(error.Length, 1, 2100);
        }
    }

    private static (int Status, string Error) Shell(string words)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "audit");
        var info = new ProcessStartInfo("/bin/sh", ["-c", $"exec '{program}' {words}"]) { RedirectStandardError = true };
        using var process = Process.Start(info)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
