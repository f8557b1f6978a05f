using System.Globalization;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Declare = Audit.Inputs.Settings.Declare<Audit.Certify.SmoothingOptions>;

namespace Audit.Certify;

/// <summary>Parameters of CERTIFY and PREDICT. Defaults: Cohen et al. 2019, section 4.</summary>
public sealed record SmoothingOptions
{
    /// <summary>Standard deviation of the noise, pixel units.</summary>
    public required double Sigma { get; init; }

    /// <summary>Distribution of the noise, by name; null is Gaussian.</summary>
    public string? Noise { get; init; }

    /// <summary>Noise samples for the selection.</summary>
    public long N0 { get; init; } = 100;

    /// <summary>Noise samples for the estimate.</summary>
    public long N { get; init; } = 100_000;

    /// <summary>Probability with which a certificate may be wrong.</summary>
    public double Alpha { get; init; } = 0.001;

    /// <summary>The distribution, and what a probability under it certifies.</summary>
    public NoiseModel Model => NoiseModels.Of(Noise, Sigma);

    /// <summary>Noise addresses have 32 bits for the sample.</summary>
    private static readonly Limits Samples = new(1, 1L << 31);

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<SmoothingOptions>> Settings { get; } =
    [
        Declare.Real("sigma", "Standard deviation of the noise, in pixel units of [0,1]", o => o.Sigma, (o, v) =>
            o with { Sigma = v }, Limits.Sigma) with { IsNeeded = true },
        Declare.WordOrNone("noise", $"Distribution of the noise; {NoiseModels.Described}", o => o.Noise, (o, v) =>
            o with { Noise = v }, NoiseModels.Names) with
        {
            Default = NoiseModels.Default,
            Stored = o => o.Noise == NoiseModels.Default ? null : o.Noise,
        },
        Declare.Whole("n0", "Noise samples for the selection", o => o.N0, (o, v) => o with { N0 = v }, Samples),
        Declare.Whole("n", "Noise samples for the estimate", o => o.N, (o, v) => o with { N = v }, Samples),
        Declare.Real("alpha", "Probability with which a certificate may be wrong", o => o.Alpha, (o, v) => o with { Alpha = v },
            Limits.Probability),
    ];

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        string[] problems = [.. Settings.Problems(this)];
        if (problems.Length > 0)
            return problems;
        if (Noise == ExactGaussianL2.Key && Sigma > ExactGaussianL2.LargestSigma)
            return [Line($"exact noise takes a sigma of at most {ExactGaussianL2.LargestSigma}, got {Sigma}")];
        return Votes.SmallestUseful(Alpha) is var smallest && N < smallest
            ? [Line($"n = {N} can never certify anything at alpha = {Alpha}: the smallest n that can is {smallest}")] : [];
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
