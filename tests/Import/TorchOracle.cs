using System.ComponentModel;
using System.Diagnostics;

namespace Audit.Tests.Import;

/// <summary>Files written by PyTorch itself (tests/oracles/torch_files.py), made once for all tests that read them.</summary>
internal static class TorchOracle
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<TemporaryFolder> Small = new(() => Make([]));

    private static readonly Lazy<TemporaryFolder> Everything = new(() => Make(["--large"]));

    private static readonly Lazy<string?> Missing = new(() =>
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python,
                ["-c", "import torch, numpy"])
            { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{Python} has no PyTorch (Debian: python3-torch).";
        }
        catch (Win32Exception)
        {
            return $"{Python} is not there.";
        }
    });

    /// <summary>Why there are no such files here, or null.</summary>
    public static string? WhyNot => Missing.Value;

    /// <summary>A file by name.</summary>
    public static string File(string name) => Small.Value.At(name);

    /// <summary>A file of the larger set, for long tests.</summary>
    public static string LargeFile(string name) => Everything.Value.At(name);

    private static TemporaryFolder Make(string[] options)
    {
        var folder = new TemporaryFolder();
        string script = Path.Combine(Repository.Root, "tests", "oracles", "torch_files.py");
        using var process = Process.Start(new ProcessStartInfo(Python,
            [script, folder.Path, .. options])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return process.ExitCode == 0 ? folder : throw new InvalidOperationException($"{script}: {errors} {output.Result}");
    }
}

/// <summary>A test on files that PyTorch writes; skipped, with the reason, where there is no PyTorch.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = TorchOracle.WhyNot;
}

/// <summary>The same for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = TorchOracle.WhyNot;
}
