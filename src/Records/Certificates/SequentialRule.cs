using System.Globalization;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Records.Certificates.SequentialRule>;

namespace Audit.Records.Certificates;

/// <summary>When a sequential certification may stop before n samples. With neither part it draws all n (--anytime).</summary>
public sealed record SequentialRule
{
    /// <summary>Stop when each of these radii, pixel units of the noise's norm, is certified or shown not to be
    /// certifiable.</summary>
    public IReadOnlyList<double> Decide { get; init; } = [];

    /// <summary>Stop when at most this much radius, pixel units, can still be gained.</summary>
    public double? PrecisionRadius { get; init; }

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<SequentialRule>> Settings { get; } =
    [
        Declare.Part("sequential", _ => "kt"),
        Declare.Reals("decide",
            "Stop when it is decided whether these radii (R or R,R2,...) are certified; --n is then the most samples", o =>
            o.Decide, (o, v) => o with { Decide = v },
            Limits.NotNegative, "numbers of at least 0"),
        Declare.Real("precision-radius", "Stop when at most this much radius can still be gained", o => o.PrecisionRadius,
            (o, v) => o with { PrecisionRadius = v }, Limits.Positive),
        Declare.Flag("anytime", "A radius that is valid after every sample: Ctrl-C keeps that of the image in progress", o =>
            o.DrawsAll, All) with { Key = null },
    ];

    /// <summary>Whether only an interruption stops it before n samples.</summary>
    public bool DrawsAll => Decide.Count == 0 && PrecisionRadius is null;

    private static SequentialRule All(SequentialRule rule) => rule.DrawsAll ? rule
        : throw new UsageException(
        "--anytime draws all n samples unless it is stopped: leave out --decide and --precision-radius");

    /// <summary>What is wrong with the rule for such a run, if anything, each in one line.</summary>
    public IEnumerable<string> Validate(long n, double alpha, NoiseModel noise)
    {
        double ceiling = SequentialVotes.CeilingOf(n, alpha, noise);
        if (ceiling == 0)
            yield return Line($"n = {n} can never certify anything sequentially at alpha = {alpha}");
        foreach (double radius in Decide)
        {
            if (!(radius >= 0 && double.IsFinite(radius)))
                yield return Line($"a radius to decide must be a number from 0, got {radius}");
            else if (ceiling > 0 && radius > ceiling)
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"radius {radius} can never be certified: {n} unanimous samples allow {ceiling:G4} at sigma = "
                    + $"{noise.Sigma}, alpha = {alpha}");
        }

        if (Decide.Distinct().Count() != Decide.Count)
            yield return "--decide names a radius twice";
        if (PrecisionRadius is double precision && !(precision > 0 && double.IsFinite(precision)))
            yield return Line($"the radius precision must be a number above 0, got {precision}");
        if (PrecisionRadius is not null && Decide.Count > 0)
            yield return "a run either decides radii or aims at a precision, not both";
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
