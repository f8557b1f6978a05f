#if LIBTORCH
using System.Runtime.InteropServices;
using Audit.Inputs;
using Microsoft.Win32.SafeHandles;
using TorchSharp;
using TorchSharp.Sandboxing;
using static TorchSharp.torch;
#endif

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>The child process: confines itself, then compiles, checks, reads and runs an archive for its parent.</summary>
public static class SandboxWorker
{
    /// <summary>The verb that starts it. Nobody types it: it serves the process that hands it its memory.</summary>
    public const string Verb = "torchscript-child";

    /// <summary>Serves until the parent closes the pipe.</summary>
    /// <returns>Exit status.</returns>
#if LIBTORCH
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 8)
            return 2;
        long[] numbers = [.. arguments.Select(a => Numbers.TryCount(a, out long number) ? number
            : throw new UsageException($"{Verb} is for audit itself"))];
        var where = new Device((DeviceType)numbers[6], (int)numbers[7] - 1);
        using var archive = SharedBlock.Open((int)numbers[1], numbers[2], writable: false);
        using var block = SharedBlock.Open((int)numbers[3], numbers[4], writable: true);
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var output = new FileStream(new SafeFileHandle(Confinement.TakeOutput(), ownsHandle: true), FileAccess.Write,
            bufferSize: 0);
        bool onDevice = where.type != DeviceType.CPU;
        if (onDevice)
            zeros(1, device: where).Dispose(); // the driver opens what it needs while it may
        var layers = Confinement.Apply((int)numbers[0], numbers[5], onDevice, Readable(onDevice), onDevice ? Devices() : []);
        Frame.Write(output, Verbs.Hello, writer => writer.Write((int)layers));
        new SandboxService(archive, numbers[2], block, where, numbers[5]).Serve(input, output);
        return 0;
    }

    /// <summary>Where the runtime, this program and its libraries are, which are opened as they are needed.</summary>
    private static string[] Readable(bool onDevice) => onDevice ? ["/"] :
    [
        RuntimeEnvironment.GetRuntimeDirectory(), AppContext.BaseDirectory, .. LibraryFolders(), "/usr/lib", "/usr/lib64", "/lib",
            "/lib64", "/etc/ld.so.cache",
        "/proc/meminfo", "/proc/cpuinfo", "/sys/devices/system/cpu", "/sys/fs/cgroup", "/dev/null", "/dev/urandom",
    ];

    private static IEnumerable<string> LibraryFolders() =>
        [.. File.ReadLines("/proc/self/maps").Select(line => line.IndexOf('/') is var at and >= 0
            ? Path.GetDirectoryName(line[at..]) : null)
            .OfType<string>().Where(folder => folder.Length > 1 && Directory.Exists(folder)).Distinct()];

    private static string[] Devices() => [.. Directory.EnumerateFileSystemEntries("/dev", "nvidia*"), "/dev/shm", "/dev/null"];
#else
    public static int Run(IReadOnlyList<string> arguments) => arguments.Count == 0 ? 0 : 2; // this build has no child
#endif
}
