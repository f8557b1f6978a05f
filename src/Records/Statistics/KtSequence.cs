namespace Audit.Records.Statistics;

/// <summary>A confidence sequence for the rate of an event, followed sample by sample: the intersection of all intervals of
/// <see cref="KtBound"/> so far.</summary>
/// <remarks>With probability at least 1 - alpha the true rate is between <see cref="Low"/> and <see cref="High"/> at every
/// sample at once, so that one may stop, or look, at any time and for any reason.</remarks>
public sealed class KtSequence
{
    private readonly double alpha;

    /// <param name="alpha">Probability with which the true rate is ever outside.</param>
    public KtSequence(double alpha)
    {
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), $"alpha must be in (0, 1), got {alpha}.");
        this.alpha = alpha;
    }

    public long Count { get; private set; }

    public long Samples { get; private set; }

    /// <summary>Lower end, rounded down; it never falls.</summary>
    public double Low { get; private set; }

    /// <summary>Upper end, rounded up; it never rises.</summary>
    public double High { get; private set; } = 1;

    /// <summary>The counts that gave <see cref="Low"/>; nothing while it is 0.</summary>
    public Tally? LowAt { get; private set; }

    /// <summary>The counts that gave <see cref="High"/>; nothing while it is 1.</summary>
    public Tally? HighAt { get; private set; }

    /// <param name="happened">Whether the event happened in the next sample.</param>
    public void Add(bool happened)
    {
        Samples++;
        if (happened)
            Count++;
        // The ratio against a rate below the share grows with an event only, against one above it without one only.
        if (happened)
            Raise();
        else
            Reduce();
    }

    private void Raise()
    {
        if (Low > 0 && !(Count > Low * Samples && KtRatio.Rejects(Count, Samples, Low, alpha)))
            return;
        double bound = KtBound.Lower(Count, Samples, alpha);
        if (bound > Low)
            (Low, LowAt) = (bound, new(Count, Samples));
    }

    private void Reduce()
    {
        if (High < 1 && !(Count < High * Samples && KtRatio.Rejects(Count, Samples, High, alpha)))
            return;
        double bound = KtBound.Upper(Count, Samples, alpha);
        if (bound < High)
            (High, HighAt) = (bound, new(Count, Samples));
    }
}
