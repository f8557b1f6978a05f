namespace Audit.Records.Certificates;

/// <summary>The observation from which a verdict follows. It is what is stored; what it means is computed here, once.</summary>
/// <remarks>"Certified" follows only from comparisons that are false for NaN.</remarks>
public abstract record Evidence
{
    /// <summary>How it was gathered: "smoothing", or the name of a bound.</summary>
    public abstract string Method { get; }

    /// <summary>The class that it speaks of, certified or not.</summary>
    public abstract int Class { get; init; }

    /// <summary>Why nothing is certified; null where something is.</summary>
    public abstract string? Abstention { get; }

    /// <summary>Where the class is certified; of radius 0 for an abstention.</summary>
    public abstract Region Region { get; }

    /// <summary>Probability that a certified verdict is wrong: alpha for votes, 0 for bounds.</summary>
    public abstract double FailureProbability { get; }
}
