using System.Globalization;

namespace Audit.Records.Certificates;

/// <summary>When a sequential certification may stop before n samples. With neither part it draws all n (--anytime).</summary>
public sealed record SequentialRule
{
    /// <summary>Stop when each of these radii, pixel units of the noise's norm, is certified or shown not to be certifiable.</summary>
    public IReadOnlyList<double> Decide { get; init; } = [];

    /// <summary>Stop when at most this much radius, pixel units, can still be gained.</summary>
    public double? PrecisionRadius { get; init; }

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
                yield return Line($"radius {radius} can never be certified: {n} unanimous samples allow {ceiling:G4} at sigma = {noise.Sigma}, alpha = {alpha}");
        }

        if (Decide.Distinct().Count() != Decide.Count)
            yield return "each radius to decide must be named once";
        if (PrecisionRadius is double precision && !(precision > 0 && double.IsFinite(precision)))
            yield return Line($"the radius precision must be a number above 0, got {precision}");
        if (PrecisionRadius is not null && Decide.Count > 0)
            yield return "a run either decides radii or aims at a precision, not both";
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
