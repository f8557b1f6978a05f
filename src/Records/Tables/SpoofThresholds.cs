using System.Globalization;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Items;
using Declare = Audit.Inputs.Settings.Declare<Audit.Records.Tables.SpoofThresholds>;

namespace Audit.Records.Tables;

/// <summary>What a reader calls imperceptible, and what a class's usual certificates are: thresholds on what spoof records
/// hold.</summary>
public sealed record SpoofThresholds
{
    /// <summary>Largest L2 norm of the change; null for any.</summary>
    public double? MaxL2 { get; init; }

    /// <summary>Largest L-infinity norm.</summary>
    public double? MaxLinf { get; init; }

    /// <summary>Largest total variation.</summary>
    public double? MaxTv { get; init; }

    /// <summary>Largest colour penalty.</summary>
    public double? MaxColor { get; init; }

    /// <summary>Least structural similarity.</summary>
    public double? MinSsim { get; init; }

    /// <summary>Largest gradient magnitude similarity deviation.</summary>
    public double? MaxGmsd { get; init; }

    /// <summary>Quantile of a class's natural radii that a spoof of it must reach to count as usual.</summary>
    public double ClassQuantile { get; init; } = 0.5;

    /// <summary>Whether any threshold is set.</summary>
    public bool Any => Text.Length > 0;

    /// <summary>The thresholds in a few words.</summary>
    public string Text => string.Join(", ", new (string Name, double? Value)[]
    {
        ("L2 at most", MaxL2), ("Linf at most", MaxLinf), ("TV at most", MaxTv), ("colour at most", MaxColor),
        ("SSIM at least", MinSsim), ("GMSD at most", MaxGmsd),
    }.Where(t => t.Value is not null).Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Name} {t.Value}")));

    /// <summary>Whether the change is within all thresholds; what a record does not hold is not.</summary>
    public bool Allow(ISpoof spoof) => !(spoof.L2 > MaxL2) && !(spoof.Linf > MaxLinf) && !(spoof.Tv > MaxTv)
        && !(spoof.Color > MaxColor) && (MinSsim is null || spoof.Ssim >= MinSsim) && (MaxGmsd is null || spoof.Gmsd <= MaxGmsd);

    /// <summary>The options as users give them.</summary>
    public static IReadOnlyList<Setting<SpoofThresholds>> Settings { get; } =
    [
        Declare.Real("max-l2", "spoof-outcomes: imperceptible up to this L2 norm", o => o.MaxL2, (o, v) => o with { MaxL2 = v },
            Limits.Size),
        Declare.Real("max-linf", "spoof-outcomes: up to this L-infinity norm", o => o.MaxLinf, (o, v) => o with { MaxLinf = v },
            Limits.Size),
        Declare.Real("max-tv", "spoof-outcomes: up to this total variation", o => o.MaxTv, (o, v) => o with { MaxTv = v },
            Limits.NotNegative),
        Declare.Real("max-color", "spoof-outcomes: up to this colour penalty", o => o.MaxColor, (o, v) => o with { MaxColor = v },
            Limits.NotNegative),
        Declare.Real("min-ssim", "spoof-outcomes: from this structural similarity on", o => o.MinSsim, (o, v) =>
            o with { MinSsim = v }, new(-1, 1)),
        Declare.Real("max-gmsd", "spoof-outcomes: up to this gradient magnitude similarity deviation", o => o.MaxGmsd, (o, v) =>
            o with { MaxGmsd = v }, Limits.NotNegative),
        Declare.Real("class-quantile", "spoof-outcomes: quantile of a class's natural radii that its usual certificates reach",
            o =>
            o.ClassQuantile, (o, v) => o with { ClassQuantile = v }, new(0, 1)),
    ];
}
