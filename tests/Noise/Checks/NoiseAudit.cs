using Audit.Noise;

namespace Audit.Tests.Noise.Checks;

/// <summary>Statistical audit of the noise arrays that a smoothing run uses.</summary>
/// <remarks>
/// Why: a biased generator makes wrong certificates that look right (Dahiya et al., arXiv:2306.14043). Checks can refute a source
/// and never prove it: passing means that departures of the sizes in docs/noise.md would have shown.
/// </remarks>
public static class NoiseAudit
{
    /// <summary>The project's own noise below a source.</summary>
    public static NoiseSource Gaussian(Rng rng) => (address, destination) => GaussianNoise.Fill(destination, rng, address);

    /// <summary>All checks, in a fixed order.</summary>
    /// <exception cref="ArgumentException">The options contradict each other; the text lists how.</exception>
    public static IReadOnlyList<NoiseCheck> Run(NoiseSource source, NoiseAuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        IReadOnlyList<string> problems = options.Validate();
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));

        var field = new NoiseField(source, options.Stream, options);
        var other = new NoiseField(source, options.OtherStream, options);
        Measured finite = Finite(field);
        Measured[] measured = finite.PValue < 1
            ? [finite]
            :
            [
                finite,
                .. Moments.Of(field),
                .. GoodnessOfFit.Of(field),
                .. Tails.Of(field),
                .. Correlations.Of(field, other),
                .. SampleSums.Of(field),
                Repeats.In(field),
            ];
        return [.. measured.Select(check =>
            new NoiseCheck(check.Name, check.Statistic, check.PValue, options.FalseAlarm / measured.Length))];
    }

    private static Measured Finite(NoiseField field)
    {
        int count = 0;
        foreach (float value in field.Values)
            count += float.IsFinite(value) ? 0 : 1;
        return new Measured("values not finite", count, count == 0 ? 1 : 0);
    }
}
