using Audit.Import;
using Audit.Networks.Inference;

namespace Audit.Cli.Options;

/// <summary>--precision: what the votes are computed in.</summary>
/// <param name="Precision">Arithmetic of the network that is certified or attacked.</param>
/// <param name="Pairs">Not null: most votes come from bfloat16, and so many samples are seen by both; 0 chooses.</param>
public readonly record struct Arithmetic(Precision Precision, long? Pairs)
{
    /// <summary>How a manifest's question names it; null for the default, which older runs do not name.</summary>
    public string? Name => Pairs is not null ? PrecisionOption.Mixed : Precision switch
    {
        Precision.Bfloat16 => PrecisionOption.Bfloat16,
        Precision.Float16 => PrecisionOption.Float16,
        _ => null,
    };
}
