using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.TraceOption>;

namespace Audit.Studies;

/// <summary>--trace: the terms of equation (2) at each step, beside the records.</summary>
/// <param name="IsOn">Whether they are stored.</param>
public sealed record TraceOption(bool IsOn = false)
{
    /// <summary>The option as users give it; it changes no answer.</summary>
    public static IReadOnlyList<Setting<TraceOption>> Settings { get; } =
        [Declare.Flag("trace", "Store the terms of the objective at each step in trace/ (plot --kind ascent)", o => o.IsOn, o =>
            o with { IsOn = true }) with { Key = null }];
}
