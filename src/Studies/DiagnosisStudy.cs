using System.Text.Json.Nodes;
using Audit.Attacks.Diagnosis;
using Audit.Inputs.Settings;
using Audit.Records.Tables;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

namespace Audit.Studies;

/// <summary>Whether a robust accuracy can be believed.</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Diagnosis">How thoroughly gradients are examined.</param>
public sealed record DiagnosisStudy(SubjectQuestion About, DiagnosisOptions Diagnosis) : VictimStudy(About)
{
    /// <summary>Hashes of models whose gradients may stand in for the model's own.</summary>
    public IReadOnlyList<string> StandIns { get; init; } = [];

    /// <inheritdoc/>
    public override string Command => "diagnose";

    /// <inheritdoc/>
    public override string Table => DiagnosisTable.Kind;

    /// <inheritdoc/>
    protected override void DescribeOptions(JsonObject question)
    {
        DiagnosisOptions.Settings.Describe(Diagnosis, question);
        if (StandIns.Count > 0)
            question["surrogates"] = new JsonArray([.. StandIns.Select(s => (JsonNode)s)]);
    }
}
