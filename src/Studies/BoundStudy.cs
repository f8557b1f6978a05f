using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Inputs.Settings;
using Audit.Records.Tables;
using Audit.Studies.Subjects;

namespace Audit.Studies;

/// <summary>Certificates of the network itself, by bounds on its margins.</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Bounds">What is asked of the bounds.</param>
public sealed record BoundStudy(SubjectQuestion About, BoundOptions Bounds) : VictimStudy(About)
{
    /// <inheritdoc/>
    public override string Command => "certify";

    /// <inheritdoc/>
    public override string Table => VerifiedTable.Kind;

    /// <inheritdoc/>
    protected override void DescribeOptions(JsonObject question) => BoundOptions.Settings.Describe(Bounds, question);
}
