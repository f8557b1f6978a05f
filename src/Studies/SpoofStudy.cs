using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Inputs.Settings;
using Audit.Networks.Probing;
using Audit.Records.Items;
using Audit.Records.Tables;
using Audit.Shadow;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

namespace Audit.Studies;

/// <summary>The Shadow Attack on certificates of the smoothed classifier.</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Smoothing">Settings of the certificates.</param>
/// <param name="Attack">Settings of the attack.</param>
/// <param name="ClassNames">Names of the classes, for figures.</param>
public sealed record SpoofStudy(SubjectQuestion About, SmoothingOptions Smoothing, ShadowOptions Attack,
    IReadOnlyList<string> ClassNames) : VictimStudy(About)
{
    /// <inheritdoc/>
    public override string Command => "spoof";

    /// <inheritdoc/>
    public override string Table => SpoofedRadiusTable.Kind;

    /// <inheritdoc/>
    protected override void DescribeOptions(JsonObject question)
    {
        SmoothingOptions.Settings.Describe(Smoothing, question);
        ShadowOptions.Settings.Describe(Attack, question);
        question["class_names"] = new JsonArray([.. ClassNames.Select(name => (JsonNode)name)]);
    }

    /// <summary>The attack on a loaded model, image by image.</summary>
    /// <param name="subject">Model and images.</param>
    /// <param name="batch">Samples held at once; null chooses.</param>
    internal SpoofWork Work(Subject subject, int? batch)
    {
        Recount recount = new(subject.Classifier, subject.Rng, ProbeOptions.For(subject.Precision));
        return new(this, subject, batch, new DifferentiableSmoothing(subject.Classifier, Smoothing, Attack, batch ?? 0,
            subject.Threads, recount), Attack.Course, blockSize: 1,
            (original, spoof, images) => SpoofRecord.From(original.Index, original.Label, spoof.Natural, spoof.Target,
                spoof.Final, spoof.Distances, images))
        {
            Watchers = [recount],
        };
    }
}
