using System.Globalization;
using Audit.Records.Certificates;

namespace Audit.Certify;

/// <summary>Parameters of CERTIFY and PREDICT. Defaults: Cohen et al. 2019, section 4.</summary>
public sealed record SmoothingOptions
{
    /// <summary>Standard deviation of the noise, pixel units.</summary>
    public required double Sigma { get; init; }

    /// <summary>Distribution of the noise, by name; null is Gaussian.</summary>
    public string? Noise { get; init; }

    /// <summary>Samples that choose the class.</summary>
    public long N0 { get; init; } = 100;

    /// <summary>Samples that bound its probability.</summary>
    public long N { get; init; } = 100_000;

    /// <summary>Probability with which a certificate may be wrong.</summary>
    public double Alpha { get; init; } = 0.001;

    /// <summary>The distribution, and what a probability under it certifies.</summary>
    public NoiseModel Model => NoiseModels.Of(Noise, Sigma);

    /// <summary>Noise addresses have 32 bits for the sample.</summary>
    private const long LargestN = 1L << 31;

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        if (!(Sigma > 0) || double.IsInfinity(Sigma))
            yield return Line($"sigma must be a number above 0 (pixel units of [0,1]), got {Sigma}");
        if (Noise is not null && !NoiseModels.Names.Contains(Noise))
            yield return $"noise must be one of {string.Join(", ", NoiseModels.Names)}, got '{Noise}'";
        if (Noise == ExactGaussianL2.Key && Sigma > ExactGaussianL2.LargestSigma)
            yield return Line($"exact noise takes a sigma of at most {ExactGaussianL2.LargestSigma}, got {Sigma}");
        if (!(Alpha > 0 && Alpha < 1))
        {
            yield return Line($"alpha must be in (0,1), got {Alpha}");
            yield break;
        }
        if (N0 is < 1 or > LargestN)
            yield return Line($"n0 must be 1 to {LargestN}, got {N0}");
        long smallest = Votes.SmallestUseful(Alpha);
        if (N < smallest)
            yield return Line($"n = {N} can never certify anything at alpha = {Alpha}: the smallest n that can is {smallest}");
        if (N > LargestN)
            yield return Line($"n must be at most {LargestN}, got {N}");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
