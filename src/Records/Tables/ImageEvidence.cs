using Audit.Records.Certificates;
using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Records.Tables;

/// <summary>What one record says for and against the robustness of its image, beyond its own verdict.</summary>
internal static class ImageEvidence
{
    /// <summary>How many images are certified for their label at this radius with one error probability for all of them;
    /// null where the records keep no votes, or those of a stand-in.</summary>
    /// <remarks>Only images whose selected class is the label are tested. That choice rests on the n0 selection samples, which
    /// the p-values do not use: given them, Holm's guarantee holds.</remarks>
    public static long? Simultaneous(IReadOnlyList<CertifyRecord> records, double radius, double alpha)
    {
        CertifyRecord[] tested = [.. records.Where(r => r.Class == r.Label)];
        return tested.Any(r => r.Count is null || r.Mixed is not null) ? null
            : Holm.Rejects([.. tested.Select(r => PValue(r, radius))], alpha).LongCount(rejected => rejected);
    }

    /// <summary>p-value of "the selected class has a probability of at most Phi(radius / sigma)".</summary>
    public static double PValue(CertifyRecord record, double radius)
    {
        // A sample without a class leaves nothing to be claimed, as in the certificate.
        // Votes of a stand-in bound the network's own probability at one alpha, from below; nothing else is claimed of them.
        if (record.Count is not long count || record.NonFinite > 0 || record.Mixed is not null)
            return 1;
        if (record.Sequential is not SequentialPart part)
            return RobustnessTest.PValue(count, record.N, radius, record.Sigma);
        // Both moments are ones that the ratio's supremum covers.
        double best = part.LowerAt is Tally t ? RobustnessTest.AnytimePValue(t.Count, t.Samples, radius, record.Sigma) : 1;
        return Math.Min(best, RobustnessTest.AnytimePValue(count, part.Samples, radius, record.Sigma));
    }

    /// <summary>Whether the record shows that the label's class has a probability of at most Phi(radius / sigma); wrong with
    /// probability at most its alpha.</summary>
    public static bool Refuted(CertifyRecord record, double radius)
    {
        // Another class with more than 1/2 leaves less to the label than any radius needs.
        if (record.Class != record.Label)
            return record.Verdict == VerdictKind.Certified;
        if (record.Count is not long count || record.NonFinite > 0 || record.Mixed is not null)
            return false;
        if (record.Sequential is not SequentialPart part)
            return RobustnessTest.Refutes(count, record.N, record.Alpha, radius, record.Sigma);
        return part.UpperAt is Tally t && RobustnessTest.RefutesAnytime(t.Count, t.Samples, record.Alpha, radius, record.Sigma);
    }
}
