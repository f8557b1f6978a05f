using System.Diagnostics;

namespace Audit.Tests.EndToEnd;

/// <summary>deploy/slurm.sh with a stand-in for sbatch that runs at once what slurm would queue: the parts and their merge are
/// those of the program. That slurm itself takes the jobs is not shown here.</summary>
public class DeployTests
{
    private const string Sbatch = """
        #!/bin/bash
        for a in "$@"; do
            case $a in --array=*) array=${a#--array=} ;; --wrap=*) wrap=${a#--wrap=} ;; esac
        done
        [ -z "${array:-}" ] && { sh -c "$wrap" > /dev/null || exit 1; echo 8; exit; }
        for ((i = ${array%-*}; i <= ${array#*-}; i++)); do
            SLURM_ARRAY_TASK_ID=$i sh -c "$wrap" > /dev/null || exit 1
        done
        echo "7;cluster"
        """;

    [Fact, Trait("Category", "Long")]
    public void Slurm_PartsAndMerge_AreTheRunOfOneProcess()
    {
        if (OperatingSystem.IsWindows())
            return;
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("sbatch"), Sbatch);
        File.SetUnixFileMode(folder.At("sbatch"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");
        string[] certify = ["certify", model, "--data", "glyphs", "--sigma", "0.25", "--n", "100", "--max", "4"];
        string script = Path.Combine(Repository.Root, "deploy", "slurm.sh");
        var info = new ProcessStartInfo("bash", [script, "3", "a run/c25", .. certify])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
        };
        info.Environment["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        info.Environment["AUDIT"] = Path.Combine(AppContext.BaseDirectory, "audit");
        using var process = Process.Start(info)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("parts: job 7, merge: job 8", output, StringComparison.Ordinal);
        Assert.Equal(0, AuditProcess.Run([.. certify, "--quiet", "--out", folder.At("whole")]).Status);
        Assert.Equal(File.ReadAllBytes(folder.At("whole/records.jsonl")),
            File.ReadAllBytes(folder.At("a run/c25/records.jsonl")));
    }
}
