namespace Audit.Tests;

/// <summary>A test in a terminal of its own; skipped where script (util-linux) is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PseudoTerminalFactAttribute : FactAttribute
{
    public PseudoTerminalFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/script"))
            Skip = "A pseudo-terminal takes script of util-linux.";
    }
}
