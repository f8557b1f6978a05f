using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.BatchOption>;

namespace Audit.Studies;

/// <summary>--batch: what is held in memory at once.</summary>
/// <param name="Size">How many; null chooses.</param>
public sealed record BatchOption(int? Size = null)
{
    /// <summary>The option as users give it; it changes no answer.</summary>
    public static IReadOnlyList<Setting<BatchOption>> Settings { get; } =
        [Declare.WholeOr("auto", "batch", "Noisy samples held in memory at once (results do not depend on it)", o => o.Size,
            (o, v) => o with { Size = v }, Limits.Counted) with { Key = null }];
}
