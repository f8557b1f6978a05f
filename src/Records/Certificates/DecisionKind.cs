using System.Text.Json.Serialization;

namespace Audit.Records.Certificates;

/// <summary>The answer to "certified at R?".</summary>
public enum DecisionKind
{
    /// <summary>The samples seen do not tell.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,

    /// <summary>The class has a probability of at least the p0 that the radius needs: Phi(R / sigma) under Gaussian
    /// noise.</summary>
    [JsonStringEnumMemberName("certified")]
    Certified,

    /// <summary>The class has a probability of at most p0: no number of samples would rightly certify R.</summary>
    [JsonStringEnumMemberName("not_certifiable")]
    NotCertifiable,
}
