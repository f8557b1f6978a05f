using Audit.Formats;
using Audit.Import.TorchScript.Sandbox;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Declare = Audit.Inputs.Settings.Declare<Audit.Import.LoadOptions>;

namespace Audit.Import;

/// <summary>What a model file does not say itself.</summary>
public sealed record LoadOptions
{
    /// <summary>Numbers of one image: a gigabyte.</summary>
    private const int LargestImage = 1 << 28;

    /// <summary>Name of an architecture, or a chain as text; null to guess from names and shapes.</summary>
    public string? Arch { get; init; }

    /// <summary>Channel means that images are normalised with outside the file; together with <see cref="Std"/>.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>Channel standard deviations.</summary>
    public IReadOnlyList<float>? Std { get; init; }

    /// <summary>Shape of one image, where the file leaves it open.</summary>
    public ImageShape? Input { get; init; }

    /// <summary>Shape of the images that the model will be shown: chosen where a TorchScript model takes several.</summary>
    public ImageShape? Offered { get; init; }

    /// <summary>Number of classes, where the file leaves it open.</summary>
    public int? Classes { get; init; }

    /// <summary>An .npz with inputs x, exactly as the network in the file takes them, and its logits y: compared at
    /// load.</summary>
    public string? Golden { get; init; }

    /// <summary>Bytes that values between layers, and constants made while a file is read, may take; null for half of the
    /// machine's.</summary>
    public long? Memory { get; init; }

    /// <summary>Use weights that are NaN or infinite, instead of refusing the file.</summary>
    public bool AllowNonFinite { get; init; }

    /// <summary>Limits of the process that a TorchScript model runs in.</summary>
    public SandboxOptions Sandbox { get; init; } = new();

    /// <summary>The options as users give them. Questions name how a file was read in one text of its own.</summary>
    public static IReadOnlyList<Setting<LoadOptions>> Settings { get; } =
    [
        Declare.Text("arch", "Architecture of a file of weights: a name, or a chain such as \"conv 16 4x4 s2 p1; relu; flatten; "
            + "fc 10\"", o => o.Arch, (o, v) => o with { Arch = v },
            "an architecture") with { Default = "guessed from names and shapes" },
        Declare.Floats("mean", "Channel means of a normalisation outside the file, such as .485,.456,.406", o => o.Mean, (o, v) =>
            o with { Mean = v }, Limits.None, "numbers"),
        Declare.Floats("std", "Channel standard deviations, with --mean", o => o.Std, (o, v) => o with { Std = v },
            Limits.Positive, "numbers above 0"),
        Declare.Grammar("input", "Shape of one image, CxHxW, where the file leaves it open", o => o.Input?.ToString(), (o, v) =>
            o with { Input = Shape(v) }, $"CxHxW such as 3x32x32, with at most {LargestImage} numbers",
            text => Shape(text) is null ? null : text, text => text),
        Declare.ExistingFile("golden", "An .npz of inputs x and logits y that the model must reproduce", o => o.Golden, (o, v) =>
            o with { Golden = v }, "npz file"),
        Declare.Grammar("memory",
            "Most memory for a network's values between layers, or for all of a TorchScript model, such as 500M or 8G", o =>
            o.Memory is { } bytes ? $"{bytes >> 10}K" : null,
            (o, v) => o with { Memory = ByteSize.TryParse(v, out long bytes) ? bytes : null }, "a size such as 500M or 8G",
                text => ByteSize.TryParse(text, out _) ? text : null, text => text) with
        {
            Default = "half of the machine's",
        },
        Declare.Flag("allow-non-finite",
            "Use a model whose weights hold NaN or infinity; certificates abstain where its logits are not finite", o =>
            o.AllowNonFinite,
            o => o with { AllowNonFinite = true }),
        Declare.Real("sandbox-time", "Seconds that a TorchScript model may take for one batch; a fifth of it for loading", o =>
            o.Sandbox.Time.TotalSeconds,
            (o, v) => o with { Sandbox = o.Sandbox with { Time = TimeSpan.FromSeconds(v) } },
                new Limits(1, 604_800)) with { Key = null },
        Declare.Flag("trust-torchscript",
            "Run TorchScript in this process, unchecked: only for files that you would run as programs", o => o.Sandbox.Trust,
            o => o with { Sandbox = o.Sandbox with { Trust = true } }) with { Key = null },
    ];

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

    private static ImageShape? Shape(string text)
    {
        int[] sizes = [.. text.Split('x').Select(t => Numbers.TryCount(t, out int size) && size is >= 1 and <= 4096 ? size : 0)];
        return sizes is [var c, var h, var w] && !sizes.Contains(0) && (long)c * h * w <= LargestImage ? new ImageShape(c, h, w)
            : null;
    }

    internal long MemoryLimit => Memory ?? ActivationMemory.Default;

    internal Normalization? Normalization => Mean is { } mean && Std is { } std ? new Normalization(mean, std) : null;
}
