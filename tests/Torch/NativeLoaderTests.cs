#if LIBTORCH
using System.Diagnostics;
using TorchSharp.Interop;

namespace Audit.Tests.Torch;

public class NativeLoaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("audit-native").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public void Explain_AMissingLibrary_SaysWhatToInstall()
    {
        string message = NativeLoader.Explain("/nonexistent/libaudit_torch.so", "");
        Assert.Contains("/nonexistent/libaudit_torch.so is missing", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Explain_AMissingLibtorch_KeepsTheLoadersReasonOnly()
    {
        string path = Path.Combine(folder, "libaudit_torch.so");
        File.WriteAllText(path, "");
        string message = NativeLoader.Explain(path,
            "Unable to load shared library or one of its dependencies.\nlibtorch_cpu.so: cannot open shared object file: No "
                + "such file or directory\nother");
        Assert.Contains("libtorch_cpu.so: cannot open shared object file", message);
        Assert.Contains("LibTorchDir", message);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>What a build with -p:LibTorchDir= prints: the same CMake project, configured where no libtorch can be
    /// found.</summary>
    [FactWhere("/usr/bin/cmake")]
    public void Configure_WithABadLibtorchPath_SaysWhereItLooked()
    {
        string source = Path.Combine(RepositoryRoot(), "src", "Torch", "native");
        using var process = Process.Start(new ProcessStartInfo("cmake",
            ["-S", source, "-B", folder, "-DLibTorchDir=/nonexistent"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        string[] lines = process.StandardError.ReadToEnd().Split('\n');
        process.WaitForExit();
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains(lines, line => line.Contains("libtorch not found: LibTorchDir is '/nonexistent'",
            StringComparison.Ordinal));
        Assert.Contains("LibTorchDir is '/nonexistent'", File.ReadAllText(Path.Combine(folder, "libtorch-not-found.txt")));
        Assert.DoesNotContain("Configuring done", output.Result);
    }

    private static string RepositoryRoot()
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Audit.sln")))
            at = Path.GetDirectoryName(at);
        return at ?? throw new InvalidOperationException($"expected Audit.sln above {AppContext.BaseDirectory}");
    }
}
#endif
