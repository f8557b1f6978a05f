using System.Text.Json.Nodes;
using Audit.Inputs.Settings;
using Audit.Records.Tables;
using Audit.Shadow;
using Audit.Studies.Subjects;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.SpoofedBounds>;

namespace Audit.Studies;

/// <summary>The Shadow Attack on certificates by bounds.</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Bounds">The certificates.</param>
/// <param name="Attack">Settings of the attack.</param>
/// <param name="ClassNames">Names of the classes, for figures.</param>
public sealed record BoundSpoofStudy(SubjectQuestion About, SpoofedBounds Bounds, BoundShadowOptions Attack, IReadOnlyList<string> ClassNames) : VictimStudy(About)
{
    /// <inheritdoc/>
    public override string Command => "spoof";

    /// <inheritdoc/>
    public override string Table => RobustErrorTable.Kind;

    /// <inheritdoc/>
    protected override void DescribeOptions(JsonObject question)
    {
        SpoofedBounds.Settings.Describe(Bounds, question);
        BoundShadowOptions.Settings.Describe(Attack, question);
        question["class_names"] = new JsonArray([.. ClassNames.Select(name => (JsonNode)name)]);
    }
}
