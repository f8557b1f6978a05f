using Audit.Noise;

namespace Audit.Tests.Noise.Checks;

/// <summary>How much noise an audit looks at, and how rarely ideal noise may fail it.</summary>
public sealed record NoiseAuditOptions
{
    /// <summary>Elements of a sample; 3072 = a CIFAR-10 image.</summary>
    public int Elements { get; init; } = 3072;

    public int Samples { get; init; } = 32;

    public int Images { get; init; } = 8;

    public NoiseStream Stream { get; init; } = NoiseStream.Estimation;

    /// <summary>The stream that must be independent of <see cref="Stream"/>.</summary>
    public NoiseStream OtherStream { get; init; } = NoiseStream.Selection;

    /// <summary>Probability that ideal noise fails any check; shared equally (Bonferroni).</summary>
    public double FalseAlarm { get; init; } = 1e-6;

    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        // Below these the large-sample distributions of the checks do not hold.
        if (Elements < 64)
            problems.Add(FormattableString.Invariant($"elements must be at least 64, got {Elements}."));
        if (Samples < 2)
            problems.Add(FormattableString.Invariant($"samples must be at least 2, got {Samples}."));
        if (Images < 2)
            problems.Add(FormattableString.Invariant($"images must be at least 2, got {Images}."));
        long values = (long)Elements * Samples * Images;
        if (values is < 200_000 or > 200_000_000)
            problems.Add(FormattableString.Invariant(
                $"elements x samples x images must be in [200000, 200000000], got {values}."));
        if (Stream == OtherStream)
            problems.Add(FormattableString.Invariant($"the two streams must differ, got {Stream} twice."));
        if (!(FalseAlarm is > 0 and < 1))
            problems.Add(FormattableString.Invariant($"false alarm must be in (0, 1), got {FalseAlarm}."));
        return problems;
    }
}
