namespace Audit.Records.Certificates;

/// <summary>What evidence allows to be said of an image: a verdict with the region that it covers and the probability that it is
/// wrong.</summary>
public sealed record Certificate(Evidence Evidence)
{
    public string Method => Evidence.Method;

    public Verdict Verdict => Evidence.Abstention is string reason ? new Abstained(reason) : new Certified(Evidence.Class);

    /// <summary>The certified region; a ball of radius 0 for an abstention.</summary>
    public Region Region => Evidence.Region;

    /// <inheritdoc cref="Evidence.FailureProbability"/>
    public double FailureProbability => Evidence.FailureProbability;

    /// <summary>The certified class, or null for an abstention.</summary>
    public int? Class => Evidence.Abstention is null ? Evidence.Class : null;

    /// <summary>The certified radius in the norm of the region, pixel units; 0 for an abstention.</summary>
    public double Radius => Region.Radius;
}
