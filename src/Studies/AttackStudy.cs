using System.Text.Json.Nodes;
using Audit.Attacks;
using Audit.Inputs.Settings;
using Audit.Records.Tables;
using Audit.Studies.Attacking;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

namespace Audit.Studies;

/// <summary>Empirical attacks on a model, refereed.</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Attack">The attack.</param>
public sealed record AttackStudy(SubjectQuestion About, AttackOptions Attack) : VictimStudy(About)
{
    /// <summary>Key of the run whose certificates are cross-examined; null for none.</summary>
    public string? Certificates { get; init; }

    /// <summary>Several models as one.</summary>
    public EnsembleOptions Ensemble { get; init; } = new();

    /// <summary>Hashes of the models attacked.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Hashes of the models that only see the images.</summary>
    public IReadOnlyList<string> Holdouts { get; init; } = [];

    /// <summary>Hashes of the models whose gradients stand in for the victim's.</summary>
    public IReadOnlyList<string> StandIns { get; init; } = [];

    /// <summary>Whose gradients are followed, behind which transformations.</summary>
    public CraftingOptions Crafting { get; init; } = new();

    /// <summary>What the attack sees, and how it is judged.</summary>
    public required VictimOptions Victim { get; init; }

    /// <summary>Aim and course.</summary>
    public AttackPlan Plan { get; init; } = new();

    /// <inheritdoc/>
    public override string Command => "attack";

    /// <inheritdoc/>
    public override string Table => AttackTable.Kind;

    /// <inheritdoc/>
    protected override void DescribeOptions(JsonObject question)
    {
        if (Certificates is not null)
            question["certificates"] = Certificates;
        AttackOptions.Settings.Describe(Attack, question);
        if (Members.Count > 1)
            question["models"] = Texts(Members);
        EnsembleOptions.Settings.Describe(Ensemble, question);
        if (Holdouts.Count > 0)
            question["holdouts"] = Texts(Holdouts);
        if (StandIns.Count > 0)
            question["surrogates"] = Texts(StandIns);
        CraftingOptions.Settings.Describe(Crafting, question);
        AttackPlan.Aim.Describe(Plan, question);
        VictimOptions.Settings.Describe(Victim, question);
        AttackPlan.Course.Describe(Plan, question);
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];
}
