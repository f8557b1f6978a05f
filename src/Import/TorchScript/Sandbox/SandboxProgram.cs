using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>Finds the program that can be started as the child: audit itself, by a verb that nobody types.</summary>
internal static class SandboxProgram
{
    private const string Name = "audit";

    /// <summary>What the child needs of the environment: where its libraries are, and what changes how it computes.</summary>
    private static readonly string[] Kept =
    [
        "DOTNET_ROOT", "LD_LIBRARY_PATH", "OMP_", "GOMP_", "KMP_", "MKL_", "DNNL_", "ONEDNN_", "ATEN_", "TORCH_", "PYTORCH_",
            "CUDA_", "CUDNN_", "CUBLAS_", "NVIDIA_",
    ];

    /// <summary>How to start it; arguments are still to come.</summary>
    /// <exception cref="FileNotFoundException">This is another program, and audit is not beside it.</exception>
    public static ProcessStartInfo Find()
    {
        var info = Command(Environment.ProcessPath, Assembly.GetEntryAssembly()?.GetName().Name, AppContext.BaseDirectory,
            RuntimeEnvironment.GetRuntimeDirectory());
        (info.RedirectStandardInput, info.RedirectStandardOutput, info.RedirectStandardError) = (true, true, true);
        foreach (string name in info.Environment.Keys.Where(name =>
            !Kept.Any(kept => name.StartsWith(kept, StringComparison.Ordinal))).ToList())
            info.Environment.Remove(name);
        // No socket for debuggers in /tmp, no memory set aside for a heap that stays small.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        info.Environment["DOTNET_GCHeapHardLimit"] = "10000000";
        info.Environment["DOTNET_gcServer"] = "0";
        info.Environment["DOTNET_gcConcurrent"] = "0";
        info.Environment["DOTNET_TieredPGO"] = "0";
        return info;
    }

    /// <param name="process">Program of this process.</param>
    /// <param name="entry">Name of its first assembly.</param>
    /// <param name="folder">Where its assemblies are.</param>
    /// <param name="runtime">Where the .NET runtime is.</param>
    internal static ProcessStartInfo Command(string? process, string? entry, string folder, string runtime)
    {
        if (entry == Name && process is not null && Path.GetFileNameWithoutExtension(process) == Name)
            return new ProcessStartInfo(process);
        // Under `dotnet audit.dll`, in tests, in another program: the same runtime opens the assembly.
        string assembly = Path.Combine(folder, Name + ".dll");
        string dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"));
        if (File.Exists(assembly) && File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json")) && File.Exists(dotnet))
            return new ProcessStartInfo(dotnet) { ArgumentList = { assembly } };
        string program = Path.Combine(folder, Name);
        return File.Exists(program) ? new ProcessStartInfo(program)
            : throw new FileNotFoundException(
            $"TorchScript models run in a child process, and its program is not here: expected {program} or {assembly}");
    }
}
