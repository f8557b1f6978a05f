using System.CommandLine;
using Audit.Cli.Terminal;
using Audit.Import;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;

namespace Audit.Cli.Options;

/// <summary>What a model file may leave open: architecture, normalisation, shape.</summary>
public sealed class ModelOptions
{
    /// <summary>Numbers of one image: a gigabyte.</summary>
    private const int LargestImage = 1 << 28;

    private readonly Option<string?> arch = Choose.Maybe<string>("--arch",
        "Architecture of a file of weights: a name, or a chain such as \"conv 16 4x4 s2 p1; relu; flatten; fc 10\" [default: guessed from names and shapes]");

    private readonly Option<float[]?> mean = Choose.Maybe<float[]>("--mean", "Channel means of a normalisation outside the file, such as .485,.456,.406");
    private readonly Option<float[]?> std = Choose.Maybe<float[]>("--std", "Channel standard deviations, with --mean", Limits.Positive);
    private readonly Option<string?> input = Choose.Maybe<string>("--input", "Shape of one image, CxHxW, where the file leaves it open");
    private readonly Option<string?> golden = Choose.Maybe<string>("--golden", "An .npz of inputs x and logits y that the model must reproduce").ExistingFile("npz file");

    private readonly Option<string?> memory = Choose.Maybe<string>("--memory", "Most memory for a network's values between layers, such as 500M or 8G [default: half of the machine's]");
    private readonly Option<bool> allowNonFinite = new("--allow-non-finite") { Description = "Use a model whose weights hold NaN or infinity; certificates abstain where its logits are not finite" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[arch, mean, std, input, golden, memory, allowNonFinite])
            command.Add(option);
    }

    /// <summary>What was given.</summary>
    public LoadOptions Read(ParseResult parse) => new()
    {
        Arch = parse.GetValue(arch),
        Mean = Given(parse.GetValue(mean)),
        Std = Given(parse.GetValue(std)),
        Input = Shape(parse.GetValue(input)),
        Golden = parse.GetValue(golden),
        Memory = Bytes(parse.GetValue(memory)),
        AllowNonFinite = parse.GetValue(allowNonFinite),
    };

    private static float[]? Given(float[]? values) => values is { Length: > 0 } ? values : null;

    private static long? Bytes(string? text) => text is null ? null : ByteSize.TryParse(text, out long bytes) ? bytes
        : throw new UsageException($"--memory must be a size such as 500M or 8G, got {Shown.Name(text)}");

    private static ImageShape? Shape(string? text)
    {
        if (text is null)
            return null;
        int[] sizes = [.. text.Split('x').Select(t => Numbers.TryCount(t, out int size) && size is >= 1 and <= 4096 ? size : 0)];
        return sizes is [var c, var h, var w] && !sizes.Contains(0) && (long)c * h * w <= LargestImage ? new ImageShape(c, h, w)
            : throw new UsageException($"--input must be CxHxW such as 3x32x32, with at most {LargestImage} numbers; got {Shown.Name(text)}");
    }
}
