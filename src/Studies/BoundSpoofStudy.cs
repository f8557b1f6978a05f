using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Bounds;
using Audit.Certify;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Networks.Graphs;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Tables;
using Audit.Shadow;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

namespace Audit.Studies;

/// <summary>The Shadow Attack on certificates by bounds.</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Bounds">The certificates.</param>
/// <param name="Attack">Settings of the attack.</param>
/// <param name="ClassNames">Names of the classes, for figures.</param>
public sealed record BoundSpoofStudy(SubjectQuestion About, SpoofedBounds Bounds, BoundShadowOptions Attack,
    IReadOnlyList<string> ClassNames) : VictimStudy(About)
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

    /// <summary>The attack on a loaded model.</summary>
    /// <param name="subject">Model and images.</param>
    /// <param name="aside">What changes no answer.</param>
    /// <param name="warn">Told where steps are too long.</param>
    /// <exception cref="UsageException">Bounds cannot read the model.</exception>
    internal SpoofWork Work(Subject subject, SpoofForm.Aside aside, Action<string> warn)
    {
        var graph = Check(subject);
        double limit = Attack.StepLimit(subject.Classifier.InputShape.Channels);
        if (Attack.StepSize >= limit)
        {
            warn(string.Create(CultureInfo.InvariantCulture,
                $"steps of {Attack.StepSize} overshoot the total variation penalty: the changes will not be smooth; take a "
                    + $"--step-size below {limit:G3} or a smaller --lambda-tv"));
        }
        var certifier = new DifferentiableBounds(graph, Bounds.Options, Attack.IsNormalised, subject.Classifier.Device);
        var ball = new Region(Bounds.Norm, Bounds.Epsilon, Closed: true);
        return new SpoofWork(this, subject, aside.Batch, trace => new SpoofSearch(certifier, Attack.Course)
        {
            Trace = trace
        }, aside.Batch ?? Together,
            (original, spoof, images) => BoundSpoofRecord.From(original.Index, original.Label, ball, Bounds.Method.Name(),
                Bounds.Clip, spoof.Natural, spoof.Target, spoof.Final, spoof.Distances, images, spoof.Passes))
        {
            Traces = aside.Traces,
        };
    }

    /// <summary>Images begun together: those that settle make room for others in the blocks that are climbed.</summary>
    private const int Together = 32;

    private Graph Check(Subject subject)
    {
        string name = Bounds.Method.Name();
        if (subject.Question.Defence is not null)
            throw new UsageException($"--certifier {name} bounds the network itself: leave out --defence");
        var graph = subject.Model.Graph
            ?? throw new UsageException(
            $"{subject.ModelPath} is a black box: --certifier {name} needs a network whose layers are known, as ONNX files and "
            + $"checkpoints have");
        foreach (string reader in Bounds.Method == BoundMethod.Ibp ? (string[])["Intervals"] : ["Intervals", "Crown"])
        {
            if (Interpretation.Known.Single(i => i.Name == reader).Missing(graph) is { Count: > 0 } missing)
                throw new UsageException($"{subject.ModelPath}: {reader} has no rule for {string.Join(", ", missing)}");
        }
        return graph;
    }
}
