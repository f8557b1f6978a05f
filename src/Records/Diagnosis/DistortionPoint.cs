namespace Audit.Records.Diagnosis;

/// <summary>Robust accuracy against the iterated attack at one budget.</summary>
public readonly record struct DistortionPoint(double Epsilon, ShareOf Robust)
{
    /// <summary>The curve, budget 0 (clean accuracy) first.</summary>
    public static IReadOnlyList<DistortionPoint> Of(DiagnosisEvidence e) =>
    [
        new(0, new(e.Probed, e.Images)),
        .. e.Settings(t => FiveChecks.OnCurve(e, t)).OrderBy(s => s.Epsilon)
        .Select(s => new DistortionPoint(s.Epsilon, e.Standing(t => t.Setting == s))),
    ];
}
