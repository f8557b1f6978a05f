using Audit.Formats;
using Audit.Import.TorchScript.Sandbox;
using Audit.Networks;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;

namespace Audit.Import;

/// <summary>What a model file does not say itself.</summary>
public sealed record LoadOptions
{
    /// <summary>Name of an architecture, or a chain as text; null to guess from names and shapes.</summary>
    public string? Arch { get; init; }

    /// <summary>Channel means that images are normalised with outside the file; together with <see cref="Std"/>.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>Channel standard deviations.</summary>
    public IReadOnlyList<float>? Std { get; init; }

    /// <summary>Shape of one image, where the file leaves it open.</summary>
    public ImageShape? Input { get; init; }

    /// <summary>Number of classes, where the file leaves it open.</summary>
    public int? Classes { get; init; }

    /// <summary>An .npz with inputs x, exactly as the network in the file takes them, and its logits y: compared at load.</summary>
    public string? Golden { get; init; }

    /// <summary>Bytes that values between layers, and constants made while a file is read, may take; null for half of the machine's.</summary>
    public long? Memory { get; init; }

    /// <summary>Use weights that are NaN or infinite, instead of refusing the file.</summary>
    public bool AllowNonFinite { get; init; }

    /// <summary>Limits of the process that a TorchScript model runs in.</summary>
    public SandboxOptions Sandbox { get; init; } = new();

    /// <summary>Says what is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (Mean is null != Std is null)
            yield return "--mean and --std must be given together";
        if (Mean is { } mean && Std is { } std)
        {
            if (mean.Count != std.Count || mean.Count == 0)
                yield return $"--mean and --std need equally many numbers, got {mean.Count} and {std.Count}";
            if (mean.Any(m => !float.IsFinite(m)))
                yield return "--mean must be finite";
            if (std.Any(s => !float.IsFinite(s) || s <= 0))
                yield return "--std must be finite and above 0";
        }
        foreach (string problem in Sandbox.Validate())
            yield return problem;
        if (Classes is < 2)
            yield return $"--classes must be at least 2, got {Classes}";
        if (Input is { } input && (input.Channels < 1 || input.Height < 1 || input.Width < 1))
            yield return $"--input must be CxHxW with sizes of at least 1, got {input}";
    }

    internal long MemoryLimit => Memory ?? ActivationMemory.Default;

    internal Normalization? Normalization => Mean is { } mean && Std is { } std ? new Normalization(mean, std) : null;
}
