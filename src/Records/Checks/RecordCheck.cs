using Audit.Records.Items;

namespace Audit.Records.Checks;

/// <summary>Whether a record can be believed as far as it can be checked without the model and the data: its evidence is
/// possible, it answers what was asked, and everything that follows from the evidence is what it says.</summary>
internal static class RecordCheck
{
    /// <returns>What is wrong with the record, in one line without a full stop; null where nothing is.</returns>
    public static string? Problem(ItemRecord record, Asked asked)
    {
        if (record.Index < 0)
            return $"index must be at least 0, got {record.Index}";
        if (record.Label < 0)
            return $"label must be at least 0, got {record.Label}";
        // Faults are found one after the other: a later check relies on those before it.
        return Faults(record, asked).FirstOrDefault() ?? Difference.First(RecordJson.Tree(record),
            RecordJson.Tree(Again(record)));
    }

    private static IEnumerable<string> Faults(ItemRecord record, Asked asked) => record switch
    {
        CertifyRecord r => CertifyCheck.Faults(r, asked),
        BoundRecord r => BoundCheck.Faults(r, asked),
        SpoofRecord r => SpoofCheck.Faults(r, asked),
        BoundSpoofRecord r => BoundSpoofCheck.Faults(r, asked),
        AttackRecord r => AttackCheck.Faults(r, asked),
        DiagnosisRecord r => DiagnosisCheck.Faults(r, asked),
        _ => throw new ArgumentException($"There is no check for {record.GetType().Name}."),
    };

    /// <summary>The record that the evidence in this one makes.</summary>
    private static ItemRecord Again(ItemRecord record) => record switch
    {
        CertifyRecord r => CertifyCheck.Again(r),
        BoundRecord r => BoundCheck.Again(r),
        SpoofRecord r => SpoofCheck.Again(r),
        BoundSpoofRecord r => BoundSpoofCheck.Again(r),
        AttackRecord r => AttackCheck.Again(r),
        _ => record,
    };
}
