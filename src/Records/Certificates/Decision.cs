using System.Text.Json.Serialization;

namespace Audit.Records.Certificates;

/// <summary>What a sequential certification found out about one radius.</summary>
/// <param name="Radius">The radius asked about, pixel units.</param>
/// <param name="At">Samples after which it was settled; absent while it is not.</param>
public sealed record Decision(
    double Radius,
    DecisionKind Verdict,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? At = null);
