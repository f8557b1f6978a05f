using System.Diagnostics;

namespace Audit.Tests;

/// <summary>A file system of a few kibibytes, unmounted at the end.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SmallDisk(int kibibytes)
    {
        if (!Mount(folder.Path, kibibytes))
            throw new InvalidOperationException($"no tmpfs of {kibibytes} KiB can be mounted on {folder.Path}");
    }

    public string Path => folder.Path;

    public string At(string name) => folder.At(name);

    public void Dispose()
    {
        Run("umount", "-l", folder.Path);
        folder.Dispose();
    }

    public static bool CanBeMade()
    {
        using var folder = new TemporaryFolder();
        return Mount(folder.Path, 16) && Run("umount", folder.Path);
    }

    private static bool Mount(string path, int kibibytes) =>
        Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", path);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a full disk; skipped where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TmpfsFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Can = new(SmallDisk.CanBeMade);

    public TmpfsFactAttribute()
    {
        if (!Can.Value)
            Skip = "A small tmpfs cannot be mounted here (it takes root on Linux).";
    }
}
