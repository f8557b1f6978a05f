using System.Globalization;

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>How a TorchScript model is run. Its memory is that of <see cref="LoadOptions.Memory"/>.</summary>
public sealed record SandboxOptions
{
    /// <summary>Time that one batch may take. Loading, and the first look at its shapes, have a fifth of it.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Runs the model in this process, its operators unchecked: only for files that one would run as programs.</summary>
    public bool Trust { get; init; }

    /// <summary>Leaves out the check of operators, in the child as it is: for tests of what the kernel then still
    /// refuses.</summary>
    internal bool AnyOperator { get; init; }

    /// <summary>Says what is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (Time < TimeSpan.FromSeconds(1) || Time > TimeSpan.FromDays(7))
            yield return string.Create(CultureInfo.InvariantCulture,
                $"--sandbox-time must be 1 to 604800 seconds, got {Time.TotalSeconds}");
    }
}
