using System.Diagnostics;
using System.Globalization;
using Audit.Records.Runs;
using Xunit.Abstractions;

namespace Audit.Tests.EndToEnd;

/// <summary>kill -9 at random moments in every kind of run: what is continued ends in the bytes of a run that nobody
/// killed.</summary>
/// <remarks>AUDIT_KILLS is the number of kills for each kind. Half of them are at any moment; the others follow a change of the
/// run's files within milliseconds, where a line, its timing and the next pictures are being written.</remarks>
public class KillTests(ITestOutputHelper output)
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("AUDIT_KILLS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int kills) ? kills : 6;
    private static readonly string[] Subject = ["--model", Path.Combine(Repository.Root, "models",
        "glyphs-cnn-small-sigma0.25.safetensors"), "--data", "glyphs"];

    public static TheoryData<string, string> Kinds => new()
    {
        { "fixed", "certify --sigma 0.25 --n 200 --skip 10 --max 40" },
        { "decide", "certify --sigma 0.25 --n 2000 --decide 0.1,0.25 --skip 20 --max 25" },
        { "precision", "certify --sigma 0.25 --n 500 --precision-radius 0.1 --skip 20 --max 25" },
        { "mixed", "certify --sigma 0.25 --n 200 --precision mixed --pairs 100 --skip 20 --max 25" },
        { "bounds", "certify --method crown-ibp --epsilon 1/255 --bound-memory 1 --skip 50 --max 16" },
        { "spoof", "spoof --sigma 0.25 --n 100 --steps 2 --copies 4 --targets 1 --skip 100 --max 10" },
        { "bound spoof", "spoof --certifier ibp --epsilon 0.0005 --steps 1 --targets 1 --batch 2 --skip 200 --max 8" },
        { "attack", "attack --attack pgd --epsilon 8/255 --steps 3 --block 2 --save all --max 20" },
        { "ensemble", "attack --attack auto --steps 4 --queries 20 --epsilon 8/255 --block 6 --max 12" },
        { "diagnosis", "diagnose --epsilon 0.1 --steps 4 --random 2 --queries 5 --skip 40 --max 54" },
        { "train", "train --arch conv_4_4x4_s4;_relu;_flatten;_fc_10 --epochs 5 --batch 1000" },
    };

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Kinds))]
    public void Run_KilledAtRandomMoments_EndsInTheSameBytes(string kind, string command)
    {
        using var folder = new TemporaryFolder();
        string[] words = [.. command.Split(' ').Select(word => word.Replace('_', ' '))];
        string[] arguments = [words[0], .. kind == "train" ? ["--data", "glyphs"] : Subject, .. words[1..], "--threads", "1"];
        string Out(string name) => folder.At(kind == "train" ? $"{name}/m.safetensors" : name);
        long clock = Stopwatch.GetTimestamp();
        Finish([.. arguments, "--out", Out("whole")]);
        double whole = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        var expected = Contents(folder.At("whole"));

        var random = new Random(kind.Length + (int)(Stopwatch.GetTimestamp() % 1000));
        int killed = 0, runs = 0, unfinished = 0;
        while (killed < Kills)
        {
            string name = $"run{++runs}";
            bool finished = false;
            while (!finished && killed < Kills)
            {
                using var process = AuditProcess.Start([.. arguments, "--out", Out(name)]);
                var error = process.StandardError.ReadToEndAsync();
                var written = process.StandardOutput.ReadToEndAsync();
                if (random.Next(2) == 0)
                    process.WaitForExit(random.Next((int)whole));
                else
                    AfterAChange(process, folder.At(name), random);
                process.Kill(); // SIGKILL
                process.WaitForExit();
                finished = process.ExitCode == 0;
                Assert.True(finished || process.ExitCode == 137, $"{kind}: status {process.ExitCode}: {error.Text()}");
                killed += finished ? 0 : 1;
                // A checkpoint is finished before its report is, and is not trained again.
                finished |= kind == "train" && File.Exists(Out(name));
                if (kind != "train" && File.Exists(folder.At($"{name}/manifest.json")))
                    unfinished += Run.Read(folder.At(name)).Missing > 0 ? 1 : 0; // readable at any moment
            }

            Finish([.. arguments, "--out", Out(name)]);
            var found = Contents(folder.At(name));
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
            Assert.All(expected, file => Assert.True(file.Value.AsSpan().SequenceEqual(found[file.Key]),
                $"{kind}, {name}: {file.Key} differs"));
        }

        output.WriteLine($"{kind}: {killed} kills in {runs} runs ({unfinished} of them left a run that had begun), 0 "
            + $"differences in {expected.Count} files");
    }

    /// <summary>Waits for some change of the run's files, and a few milliseconds more.</summary>
    private static void AfterAChange(Process process, string folder, Random random)
    {
        for (int changes = random.Next(1, 6); changes > 0 && !process.HasExited; changes--)
        {
            string before = State(folder);
            while (!process.HasExited && State(folder) == before)
                Thread.Sleep(1);
        }

        process.WaitForExit(random.Next(8));
    }

    private static string State(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? string.Join(';', new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Select(f => $"{f.Name} {(f as FileInfo)?.Length} {f.LastWriteTimeUtc.Ticks}")) : "";
        }
        catch (IOException)
        {
            return "moving"; // a file was renamed while it was looked at
        }
    }

    private static void Finish(string[] arguments)
    {
        // A finished checkpoint is not trained again.
        if (arguments[0] == "train" && File.Exists(arguments[^1]))
            return;
        var (status, _, error) = AuditProcess.Run(arguments);
        Assert.True(status == 0, error);
    }

    /// <summary>All files but those that may differ: how and when it was run, and the last epoch beside a finished
    /// checkpoint.</summary>
    private static Dictionary<string, byte[]> Contents(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) is not ("manifest.json" or "timing.jsonl" or "recount.jsonl" or "run.lock"
        or "m.safetensors.partial"))
        .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllBytes);
}
