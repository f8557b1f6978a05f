using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Review;

/// <summary>A certificate as runs of every kind hold it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Index">The image.</param>
/// <param name="Label">Its true class.</param>
/// <param name="Class">The certified class.</param>
/// <param name="Norm">Norm of the ball.</param>
/// <param name="Radius">Its size.</param>
/// <param name="Closed">Whether the size itself is covered.</param>
/// <param name="Alpha">Probability with which it may be wrong; 0 for bounds.</param>
/// <param name="Method">How it was issued.</param>
public sealed record IssuedCertificate(StoredRun Run, int Index, int Label, int Class, Norm Norm, double Radius, bool Closed,
    double Alpha, string Method)
{
    /// <summary>The certificates of the natural images that runs hold.</summary>
    /// <param name="runs">Runs of one victim.</param>
    public static IReadOnlyList<IssuedCertificate> Of(IEnumerable<StoredRun> runs) =>
        [.. runs.SelectMany(run => run.Records.Select(record => Of(run, record)).OfType<IssuedCertificate>())];

    /// <summary>Whether an image at a distance lies in the ball.</summary>
    public bool Covers(double distance) => Closed ? distance <= Radius : distance < Radius;

    private static IssuedCertificate? Of(StoredRun run, ItemRecord record) => record switch
    {
        CertifyRecord { Verdict: VerdictKind.Certified, Class: int c } r =>
            new(run, r.Index, r.Label, c, r.Model.Norm, r.Radius, Closed: false, r.Alpha, "smoothing"),
        BoundRecord { Verdict: VerdictKind.Certified } r =>
            new(run, r.Index, r.Label, r.Class, Norms.Of(r.Norm), r.Radius, Closed: true, 0, r.Bound),
        ISpoof { NaturalSide: { IsCertified: true } side } r =>
            new(run, r.Index, r.Label, side.Class, r.Setting.Norm, r.Setting.Epsilon ?? side.Radius,
                Closed: r.Setting.Votes is null, r.Setting.Votes?.Alpha ?? 0, r.Setting.Bound),
        _ => null,
    };
}
