
namespace Audit.Records.Items;

/// <summary>What the lines of a run are called, and the table that shows them.</summary>
internal static class RecordKinds
{
    private static readonly Dictionary<Type, (string Name, string Table)> Known = new()
    {
        [typeof(CertifyRecord)] = ("certificates of smoothing", "certified-accuracy"),
        [typeof(SpoofRecord)] = ("spoofs of smoothing", "spoofed-radius"),
        [typeof(BoundRecord)] = ("certificates by bounds", "verified"),
        [typeof(BoundSpoofRecord)] = ("spoofs of bounds", "robust-error"),
        [typeof(AttackRecord)] = ("results of attacks", "attack"),
        [typeof(DiagnosisRecord)] = ("diagnoses", "diagnosis"),
    };

    /// <summary>"certificates of smoothing".</summary>
    public static string NameOf(Type record) => Known[record].Name;

    /// <summary>The table that one expects of them: "certified-accuracy".</summary>
    public static string TableOf(Type record) => Known[record].Table;

    /// <summary>"certificates of smoothing (table --kind certified-accuracy)".</summary>
    public static string Of(Type record) => $"{Known[record].Name} (table --kind {Known[record].Table})";
}
