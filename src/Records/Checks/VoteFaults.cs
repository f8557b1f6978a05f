using Audit.Records.Certificates;
using Audit.Records.Items;
using static System.FormattableString;

namespace Audit.Records.Checks;

/// <summary>Votes that cannot be.</summary>
internal static class VoteFaults
{
    public static IEnumerable<string> Settings(double sigma, string? noise, long n0, long n, double alpha, Asked asked)
    {
        foreach (string difference in asked.Differs(("sigma", sigma), ("n0", n0), ("n", n), ("alpha", alpha))
            .Concat(asked.Differs(("noise", noise ?? NoiseModels.Default))))
            yield return difference;
        if (!NoiseModels.Names.Contains(noise ?? NoiseModels.Default))
            yield return $"noise must be one of {string.Join(", ", NoiseModels.Names)}, got '{noise}'";
        if (!(sigma > 0 && double.IsFinite(sigma)))
            yield return Invariant($"sigma must be a number above 0, got {sigma}");
        if (!(alpha > 0 && alpha < 1))
            yield return Invariant($"alpha must be in (0,1), got {alpha}");
        if (n0 < 1)
            yield return $"n0 must be at least 1, got {n0}";
        if (n < 1)
            yield return $"n must be at least 1, got {n}";
    }

    /// <param name="drawn">Estimation samples.</param>
    public static IEnumerable<string> Votes(int @class, long count, long drawn, long nonFinite)
    {
        if (@class < 0)
            yield return $"class must be at least 0, got {@class}";
        if (count < 0 || count > drawn)
            yield return $"count must be 0 to {drawn}, the samples drawn; got {count}";
        if (nonFinite < 0)
            yield return $"non_finite must be at least 0, got {nonFinite}";
    }

    /// <summary>The faults of a certificate inside another record.</summary>
    public static IEnumerable<string> Of(CertificatePart part, string name, Asked asked) =>
        Settings(part.Sigma, part.Noise, part.N0, part.N, part.Alpha, asked)
            .Concat(Votes(part.Class, part.Count, part.N, part.NonFinite))
            .Select(fault => $"{name}: {fault}");
}
