using System.Globalization;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Records.Review;

/// <summary>Everything in the records of one victim that contradicts a certificate: attacks inside its ball, certificates of
/// other classes for the same image, spoofs whose balls overlap.</summary>
public static class ContradictionSearch
{
    /// <summary>All contradictions, one per image at most: several about one image are one false certificate.</summary>
    /// <param name="runs">Runs of one victim.</param>
    public static IReadOnlyList<Contradiction> Of(IReadOnlyList<StoredRun> runs)
    {
        var certificates = IssuedCertificate.Of(runs);
        var byIndex = certificates.ToLookup(c => c.Index);
        return [.. InRecords(runs).Concat(ByAttack(runs, byIndex)).Concat(ByEachOther(byIndex))
            .GroupBy(c => c.Index).Select(group => group.MinBy(c => c.Alpha)!).OrderBy(c => c.Index)];
    }

    /// <summary>Those that the runs have found themselves.</summary>
    private static IEnumerable<Contradiction> InRecords(IEnumerable<StoredRun> runs)
    {
        foreach (var run in runs)
        {
            foreach (var record in run.Records)
            {
                if (record is AttackRecord { Certified: { Contradicted: true } certified } attack)
                    yield return new(attack.Index, certified.FailureProbability + JudgeAlpha(run), string.Create(
                        CultureInfo.InvariantCulture,
                        $"image {attack.Index}: certified as class {certified.Class} within {attack.Norm.Title()} "
                        + $"{certified.Radius:G4} ({certified.Method}), but an image at {attack.Size:G4} is of class "
                        + $"{attack.Adversarial} ({RunCells.Name(run)})"));
                if (record is ISpoof { Contradiction: true } spoof)
                    yield return new(spoof.Index, 2 * (spoof.Setting.Votes?.Alpha ?? 0), string.Create(
                        CultureInfo.InvariantCulture,
                        $"image {spoof.Index}: its certificate for class {spoof.NaturalSide.Class} overlaps that of the spoofed "
                        + $"image for class {spoof.SpoofSide.Class} ({RunCells.Name(run)})"));
            }
        }
    }

    /// <summary>Attacks that were not aimed at a certificate and end inside one all the same.</summary>
    private static IEnumerable<Contradiction> ByAttack(IEnumerable<StoredRun> runs, ILookup<int, IssuedCertificate> certificates)
    {
        foreach (var run in runs)
        {
            foreach (var attack in run.Records.OfType<AttackRecord>())
            {
                foreach (var certificate in certificates[attack.Index])
                {
                    double distance = Distance(attack, certificate.Norm);
                    if (attack.Clean is int clean && clean != certificate.Class)
                        yield return Found(certificate, run, "the image itself", clean);
                    if (attack.Adversarial is int found && found != certificate.Class && certificate.Covers(distance))
                        yield return Found(certificate, run, string.Create(CultureInfo.InvariantCulture,
                            $"an image at {certificate.Norm.Title()} {distance:G4}"), found);
                }
            }
        }
    }

    private static Contradiction Found(IssuedCertificate certificate, StoredRun attack, string what, int found) =>
        new(certificate.Index, certificate.Alpha + JudgeAlpha(attack), string.Create(CultureInfo.InvariantCulture,
            $"image {certificate.Index}: certified as class {certificate.Class} within {certificate.Norm.Title()} "
            + $"{certificate.Radius:G4} ({certificate.Method}, {RunCells.Name(certificate.Run)}), but {what} is of class {found} "
            + $"({RunCells.Name(attack)})"));

    /// <summary>Two classes certified for one image.</summary>
    private static IEnumerable<Contradiction> ByEachOther(ILookup<int, IssuedCertificate> certificates) =>
        certificates.Where(image => image.Select(c => c.Class).Distinct().Count() > 1).Select(image =>
        {
            var first = image.First();
            var other = image.First(c => c.Class != first.Class);
            return new Contradiction(image.Key, first.Alpha + other.Alpha,
                $"image {image.Key}: certified as class {first.Class} ({RunCells.Name(first.Run)}) and as class {other.Class} "
                + $"({RunCells.Name(other.Run)})");
        });

    private static double Distance(AttackRecord attack, Norm norm) =>
        norm switch { Norm.Linf => attack.Linf, Norm.L2 => attack.L2, _ => attack.L1 };

    /// <summary>Probability with which the class of a random victim was judged wrongly.</summary>
    private static double JudgeAlpha(StoredRun run) => run.Manifest.Number("alpha") ?? 0;
}
