using System.CommandLine;
using Audit.Cli.Terminal;
using Audit.Import;
using Audit.Networks.Inference;

namespace Audit.Cli.Options;

/// <summary>--precision, and --pairs where a certificate may mix two of them.</summary>
/// <param name="mixing">Whether the command can mix.</param>
public sealed class PrecisionOption(bool mixing)
{
    /// <summary>The name of mixing.</summary>
    public const string Mixed = "mixed";

    /// <summary>The name of 8 significant bits.</summary>
    public const string Bfloat16 = "bfloat16";

    /// <summary>The name of 11 significant bits, on CUDA.</summary>
    public const string Float16 = "float16";

    private const string Float32 = "float32";

    private readonly Option<string> precision = Choose.With("--precision", Float32, mixing
        ? "float32; bfloat16, or float16 on CUDA: faster, and certifies the network so rounded; mixed: certifies the float32 network by bfloat16 votes and --pairs"
        : "float32; bfloat16, or float16 on CUDA: faster, and about the network so rounded");

    private readonly Option<long?> pairs = Choose.Maybe<long?>("--pairs", "With --precision mixed: samples that both precisions see [default: n / 10]", Limits.Counted);

    /// <summary>--precision itself.</summary>
    public Option Own => precision;

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        precision.OneOf(mixing ? [Float32, Bfloat16, Float16, Mixed] : [Float32, Bfloat16, Float16]);
        command.Add(precision);
        if (mixing)
            command.Add(pairs);
    }

    /// <summary>Reads the options.</summary>
    public Arithmetic Read(ParseResult parse)
    {
        string name = parse.GetRequiredValue(precision);
        long? count = mixing ? parse.GetValue(pairs) : null;
        if (name != Mixed && count is not null)
            throw new UsageException($"--pairs goes with --precision mixed, got --precision {name}");
        Precision own = name switch { Bfloat16 => Precision.Bfloat16, Float16 => Precision.Float16, _ => Precision.Float32 };
        return new Arithmetic(own, name == Mixed ? count ?? 0 : null);
    }
}
