using System.Diagnostics;

namespace Audit.Tests;

/// <summary>The built program as users run it: a process of its own.</summary>
internal static class AuditProcess
{
    /// <summary>Beside the tests, where the build copies it.</summary>
    private static string Program => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "audit.exe" : "audit");

    /// <summary>Runs a command to its end.</summary>
    public static (int Status, string Out, string Error) Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Starts a command; the caller ends it.</summary>
    public static Process Start(params string[] arguments)
    {
        var info = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
            info.ArgumentList.Add(argument);
        info.Environment["GOMP_SPINCOUNT"] = "1000"; // several tests share the cores
        return Process.Start(info)!;
    }
}
