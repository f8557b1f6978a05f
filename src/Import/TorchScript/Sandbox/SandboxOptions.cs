using System.Globalization;

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>Limits of the child process that a TorchScript model runs in.</summary>
public sealed record SandboxOptions
{
    private const long LeastMemory = 64L << 20;

    /// <summary>Bytes of memory that the model may take; null for half of what this machine offers.</summary>
    public long? Memory { get; init; }

    /// <summary>Time that one batch may take. Loading, and the first look at its shapes, have a fifth of it.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Runs the model in this process, its operators unchecked: only for files that one would run as programs.</summary>
    public bool Trust { get; init; }

    /// <summary>Leaves out the check of operators, in the child as it is: for tests of what the kernel then still refuses.</summary>
    internal bool AnyOperator { get; init; }

    /// <summary><see cref="Memory"/>, or its default.</summary>
    internal long MemoryBytes => Memory ?? Math.Max(LeastMemory, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    internal string MemoryText => string.Create(CultureInfo.InvariantCulture, $"{MemoryBytes / (double)(1L << 30):G3} GiB");

    /// <summary>Says what is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (Memory is < LeastMemory)
            yield return $"--sandbox-memory must be at least 64M, got {Memory} bytes";
        if (Time < TimeSpan.FromSeconds(1) || Time > TimeSpan.FromDays(7))
            yield return string.Create(CultureInfo.InvariantCulture, $"--sandbox-time must be 1 to 604800 seconds, got {Time.TotalSeconds}");
    }
}
