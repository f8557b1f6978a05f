namespace Audit.Records.Certificates;

/// <summary>A sound lower bound on the smallest margin of a class over a region (IBP, CROWN-IBP, CROWN).</summary>
/// <param name="Class">The network's own class for the image.</param>
/// <param name="MarginLower">Lower bound on min over other classes of logit[class] - logit[other], over the region.</param>
/// <param name="Method">Name of the bound, for example "crown-ibp".</param>
/// <param name="Arithmetic">How it was rounded, for example "float32" or "sound".</param>
/// <param name="Asked">The region that was asked about; its boundary belongs to it.</param>
public sealed record MarginEvidence(int Class, double MarginLower, string Method, string Arithmetic, Region Asked) : Evidence
{
    public override int Class { get; init; } = Class;

    public override string Method { get; } = Method;

    /// <summary>Lower bounds of the margin over each class, 0 for the class itself; null where only the smallest was
    /// kept.</summary>
    public IReadOnlyList<double>? Margins { get; init; }

    /// <summary>An image of the region that shows the class not to hold in all of it; null where none is known.</summary>
    public Counterexample? Counterexample { get; init; }

    /// <summary>Certified exactly where the bound is positive and finite: an infinite one is an overflow, and bounds
    /// nothing.</summary>
    public override string? Abstention => Counterexample is { } found
        ? $"violated: an image of the region has class {found.Class}" : MarginLower > 0 && double.IsFinite(MarginLower) ? null
        : double.IsNaN(MarginLower) ? "the margin bound is NaN" : MarginLower > 0 ? "the margin bound is infinite"
        : "the margin bound is not positive";

    public override Region Region => Abstention is null ? Asked : Asked with { Radius = 0 };

    public override double FailureProbability => 0;
}
