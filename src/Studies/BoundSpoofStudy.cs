using System.Text.Json.Nodes;
using Audit.Bounds;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Shadow;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using static TorchSharp.torch;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.SpoofedBounds>;

namespace Audit.Studies;

/// <summary>The certificates by bounds that are spoofed.</summary>
public sealed record SpoofedBounds
{
    /// <summary>The bound.</summary>
    public required BoundKind Kind { get; init; }

    /// <summary>Radius of the L-infinity ball, pixel units.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Whether the ball is clipped to [0,1].</summary>
    public bool Clip { get; init; } = true;

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<SpoofedBounds>> Settings { get; } =
    [
        Declare.Part("certifier", o => o.Kind.Name()),
        Declare.Real("epsilon", "Radius of the L-infinity ball of ibp and crown-ibp, in pixel units of [0,1], such as 8/255", o => o.Epsilon, (o, v) => o with { Epsilon = v }, Limits.Size) with
        {
            IsNeeded = true,
        },
        Declare.Flag("no-clip", "Do not cut that ball to [0,1] (the official code does not)", o => !o.Clip, o => o with { Clip = false }) with { Key = "clip", Stored = o => o.Clip },
        Declare.Part("arithmetic", _ => BoundReferee.Arithmetic),
    ];
}

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

/// <summary>Attacks many images at once, and stores the pictures.</summary>
internal sealed class BoundSpoofWork : VictimWork
{
    /// <summary>Images attacked at once where --batch is auto: a stop loses the work on this many.</summary>
    private const int Auto = 2 * BoundSpoofSearch.Block;

    private readonly BoundSpoofStudy study;
    private readonly BoundSpoofSearch search;

    private BoundSpoofWork(BoundSpoofStudy study, Subject subject, int? batch, BoundSpoofSearch search) : base(study, subject, batch) =>
        (this.study, BlockSize, this.search) = (study, batch ?? Auto, search);

    /// <param name="study">The study.</param>
    /// <param name="subject">Model and images.</param>
    /// <param name="batch">Images attacked at once; null chooses. Results do not depend on it.</param>
    /// <param name="warn">Told where steps are too long.</param>
    /// <exception cref="UsageException">Bounds cannot read the model.</exception>
    public static BoundSpoofWork Of(BoundSpoofStudy study, Subject subject, int? batch, Action<string> warn)
    {
        var graph = Check(study.Bounds.Kind, subject);
        double limit = study.Attack.StepLimit(subject.Classifier.InputShape.Channels);
        if (study.Attack.StepSize >= limit)
        {
            warn(FormattableString.Invariant(
                $"steps of {study.Attack.StepSize} overshoot the total variation penalty: the changes will not be smooth; take a --step-size below {limit:G3} or a smaller --lambda-tv"));
        }
        var (kind, epsilon, clip, device) = (study.Bounds.Kind, study.Bounds.Epsilon, study.Bounds.Clip, subject.Classifier.Device);
        return new(study, subject, batch, new BoundSpoofSearch(new MarginBounds(graph, kind, epsilon, clip, device), new BoundReferee(graph, kind, epsilon, clip, device), study.Attack));
    }

    public override int BlockSize { get; }

    public override long BytesPerItem => SpoofPictures.MostBytes(Subject.Images.ImageSize);

    public override (string, Func<ItemRecord, bool>)? Tally => ("spoofed", record => record is BoundSpoofRecord { Spoofed: true });

    public override IReadOnlyList<ItemRecord> Records(Block block)
    {
        using var scope = NewDisposeScope();
        Original[] originals = [.. block.Indexes.Select(i => new Original(Subject.Image(i), Label(i), i))];
        var found = search.Run(originals, Subject.Rng, settled => block.Report(settled, "images settled"), block.Stop);
        return [.. originals.Zip(found, (original, spoof) => Record(block, original, spoof))];
    }

    private BoundSpoofRecord Record(Block block, Original original, BoundSpoof spoof)
    {
        var record = BoundSpoofRecord.From(original.Index, original.Label, new Region(Norm.Linf, study.Bounds.Epsilon, Closed: true), study.Bounds.Clip,
            spoof.Natural, spoof.Target, spoof.Final, spoof.Distances, SpoofPictures.Write(block.Folder, original.Index, original.X, spoof.Image));
        if (record.Contradiction)
            block.Warn(FormattableString.Invariant($"CONTRADICTION at image {record.Index}: two certificates of different classes overlap (Linf distance {record.Linf}, epsilon {record.Epsilon}): one of them is false"));
        return record;
    }

    private static Networks.Graphs.Graph Check(BoundKind kind, Subject subject)
    {
        if (subject.Question.Defence is not null)
            throw new UsageException($"--certifier {kind.Name()} bounds the network itself: leave out --defence");
        var graph = subject.Model.Graph ?? throw new UsageException($"{subject.ModelPath} is a black box: --certifier {kind.Name()} needs a network whose layers are known, as ONNX files and checkpoints have");
        foreach (string reader in kind == BoundKind.Ibp ? (string[])["Intervals"] : ["Intervals", "Crown"])
        {
            if (Interpretation.Known.Single(i => i.Name == reader).Missing(graph) is { Count: > 0 } missing)
                throw new UsageException($"{subject.ModelPath}: {reader} has no rule for {string.Join(", ", missing)}");
        }
        return graph;
    }
}
