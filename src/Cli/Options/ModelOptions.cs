using System.CommandLine;
using System.Globalization;
using Audit.Cli.Terminal;
using Audit.Import;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;

namespace Audit.Cli.Options;

/// <summary>What a model file may leave open: architecture, normalisation, shape.</summary>
public sealed class ModelOptions
{
    private readonly Option<string?> arch = Choose.Maybe<string>("--arch",
        "Architecture of a file of weights: a name, or a chain such as \"conv 16 4x4 s2 p1; relu; flatten; fc 10\" [default: guessed from names and shapes]");

    private readonly Option<string?> mean = Choose.Maybe<string>("--mean", "Channel means of a normalisation outside the file, such as .485,.456,.406");
    private readonly Option<string?> std = Choose.Maybe<string>("--std", "Channel standard deviations, with --mean");
    private readonly Option<string?> input = Choose.Maybe<string>("--input", "Shape of one image, CxHxW, where the file leaves it open");
    private readonly Option<string?> golden = Choose.Maybe<string>("--golden", "An .npz of inputs x and logits y that the model must reproduce");

    private readonly Option<string?> sandboxMemory = Choose.Maybe<string>("--sandbox-memory",
        "Memory that a TorchScript model may take in its child process, such as 4G or 512M [default: half of the machine's]");

    private readonly Option<double> sandboxTime = Choose.With("--sandbox-time", 300.0, "Seconds that a TorchScript model may take for one batch; a fifth of it for loading");

    private readonly Option<bool> trust = new("--trust-torchscript")
    {
        Description = "Run TorchScript in this process, unchecked: only for files that you would run as programs",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[arch, mean, std, input, golden, sandboxMemory, sandboxTime, trust])
            command.Add(option);
    }

    /// <summary>What was given.</summary>
    public LoadOptions Read(ParseResult parse) => new()
    {
        Arch = parse.GetValue(arch),
        Mean = Numbers("--mean", parse.GetValue(mean)),
        Std = Numbers("--std", parse.GetValue(std)),
        Input = Shape(parse.GetValue(input)),
        Golden = parse.GetValue(golden),
        Sandbox = new()
        {
            Memory = Bytes("--sandbox-memory", parse.GetValue(sandboxMemory)),
            Time = Seconds("--sandbox-time", parse.GetValue(sandboxTime)),
            Trust = parse.GetValue(trust),
        },
    };

    private static long? Bytes(string name, string? text)
    {
        if (text is null)
            return null;
        int shift = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= long.MaxValue >> shift
            ? number << shift : throw new UsageException($"{name} must be a whole number of bytes, or of K, M, G or T of them, such as 4G, got '{text}'");
    }

    private static TimeSpan Seconds(string name, double seconds) =>
        seconds is >= 1 and <= 604_800 ? TimeSpan.FromSeconds(seconds) : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name} must be 1 to 604800 seconds, got {seconds}"));

    private static float[]? Numbers(string name, string? text) => text is null ? null
        : [.. text.Split(',').Select(t => float.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value
            : throw new UsageException($"{name} must be numbers with commas between them, got '{text}'"))];

    private static ImageShape? Shape(string? text)
    {
        if (text is null)
            return null;
        int[] sizes = [.. text.Split('x').Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is >= 1 and <= 4096 ? size : 0)];
        return sizes is [var c, var h, var w] && !sizes.Contains(0) ? new ImageShape(c, h, w)
            : throw new UsageException($"--input must be CxHxW such as 3x32x32, got '{text}'");
    }
}
