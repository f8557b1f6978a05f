using Audit.Records.Items;
using Audit.Records.Statistics;

namespace Audit.Records.Tables;

/// <summary>What one record says for and against the robustness of its image, beyond its own verdict.</summary>
internal static class ImageEvidence
{
    /// <summary>How many images are certified for their label at this radius with one error probability for all of them;
    /// null where the records keep no votes, or none that test it.</summary>
    /// <remarks>Only images whose selected class is the label are tested. That choice rests on the n0 selection samples, which
    /// the p-values do not use: given them, Holm's guarantee holds.</remarks>
    public static long? Simultaneous(IReadOnlyList<CertifyRecord> records, double radius, double alpha)
    {
        double?[] values = [.. records.Where(r => r.Class == r.Label).Select(r => r.Evidence?.PValue(radius))];
        return values.Any(p => p is null) ? null : Holm.Rejects([.. values.Select(p => p!.Value)], alpha)
            .LongCount(rejected => rejected);
    }

    /// <summary>Whether the record shows that the label's class has no more than the probability that the radius needs; wrong
    /// with probability at most its alpha.</summary>
    /// <remarks>Another class with more than 1/2 leaves less to the label than any radius needs.</remarks>
    public static bool Refuted(CertifyRecord record, double radius) =>
        record.Class != record.Label ? record.Verdict == VerdictKind.Certified : record.Evidence?.Refutes(radius) ?? false;
}
