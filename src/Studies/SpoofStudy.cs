using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Inputs.Settings;
using Audit.Networks.Probing;
using Audit.Records.Items;
using Audit.Records.Tables;
using Audit.Shadow;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using TorchSharp;

namespace Audit.Studies;

/// <summary>The Shadow Attack on certificates of the smoothed classifier.</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Smoothing">Settings of the certificates.</param>
/// <param name="Attack">Settings of the attack.</param>
/// <param name="ClassNames">Names of the classes, for figures.</param>
public sealed record SpoofStudy(SubjectQuestion About, SmoothingOptions Smoothing, ShadowOptions Attack,
    IReadOnlyList<string> ClassNames) : VictimStudy(About)
{
    private const int ImagesOnDevice = 16;

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
    /// <param name="aside">What changes no answer.</param>
    internal SpoofWork Work(Subject subject, SpoofForm.Aside aside)
    {
        Recount recount = new(subject.Classifier, subject.Rng, ProbeOptions.For(subject.Precision));
        var certifier = new DifferentiableSmoothing(subject.Classifier, Smoothing, Attack, aside.Batch ?? 0, subject.Threads,
            recount);
        // Threads are busy with the targets and copies of one image; a device wants more at once.
        int together = subject.Classifier.Device.type == DeviceType.CPU || Attack.Halvings == 0 ? 1 : ImagesOnDevice;
        return new(this, subject, aside.Batch, trace => new SpoofSearch(certifier, Attack.Course(certifier.Classes))
        {
            Trace = trace
        }, together,
            (original, spoof, images) => SpoofRecord.From(original.Index, original.Label, spoof.Natural, spoof.Target,
                spoof.Final, spoof.Distances, images, spoof.Passes))
        {
            Watchers = [recount],
            Traces = aside.Traces,
        };
    }
}
