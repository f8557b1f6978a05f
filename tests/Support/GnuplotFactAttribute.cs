using System.ComponentModel;
using System.Diagnostics;

namespace Audit.Tests;

/// <summary>A fact that draws; skipped, with the reason, where gnuplot is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GnuplotFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Installed = new(() =>
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("gnuplot",
                ["--version"])
            { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    });

    public GnuplotFactAttribute() => Skip = Installed.Value ? null : "gnuplot is not installed.";
}
