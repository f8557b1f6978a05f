using Audit.Records.Items;
using static System.FormattableString;

namespace Audit.Records.Checks;

/// <summary>Distances that no image has from another.</summary>
internal static class DistanceFaults
{
    private const double Slack = 1e-9;

    public static IEnumerable<string> Of(int target, int label, Distances d, long? passes = null)
    {
        if (target < 0 || target == label)
            yield return $"target must be a class other than the label {label}, got {target}";
        foreach ((string name, double value) in new[] { ("l1", d.L1), ("l2", d.L2), ("linf", d.Linf), ("tv", d.Tv),
            ("color", d.Color), ("dissim", d.Dissim) })
        {
            if (!(value >= 0 && double.IsFinite(value)))
                yield return Invariant($"{name} must be a number from 0, got {value}");
        }

        if (d.Ssim is { } ssim && !(ssim is >= -1 and <= 1))
            yield return Invariant($"ssim must be a number from -1 to 1, got {ssim}");
        if (d.Gmsd is { } gmsd && !(gmsd >= 0 && double.IsFinite(gmsd)))
            yield return Invariant($"gmsd must be a number from 0, got {gmsd}");
        if (passes < 0)
            yield return Invariant($"passes must be at least 0, got {passes}");
        if (d.Linf > 1 + Slack)
            yield return Invariant($"linf is {d.Linf}, but pixels are in [0,1]");
        if (d.Linf > d.L2 * (1 + Slack))
            yield return Invariant($"linf is {d.Linf}, larger than l2 = {d.L2}");
    }
}
