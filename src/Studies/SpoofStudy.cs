using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Inputs.Settings;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Shadow;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using static TorchSharp.torch;

namespace Audit.Studies;

/// <summary>The Shadow Attack on certificates of the smoothed classifier.</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Smoothing">Settings of the certificates.</param>
/// <param name="Attack">Settings of the attack.</param>
/// <param name="ClassNames">Names of the classes, for figures.</param>
public sealed record SpoofStudy(SubjectQuestion About, SmoothingOptions Smoothing, ShadowOptions Attack, IReadOnlyList<string> ClassNames) : VictimStudy(About)
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
}

/// <summary>Attacks image by image, and stores the pictures.</summary>
/// <param name="study">The study.</param>
/// <param name="subject">Model and images.</param>
/// <param name="batch">Samples held at once; null chooses.</param>
internal sealed class SpoofWork(SpoofStudy study, Subject subject, int? batch) : VictimWork(study, subject, batch)
{
    private readonly SpoofSearch search = new(subject.Classifier, study.Smoothing, study.Attack, batch ?? 0, subject.Threads);

    public override long BytesPerItem => SpoofPictures.MostBytes(Subject.Images.ImageSize);

    public override (string, Func<ItemRecord, bool>)? Tally => ("spoofed", record => record is SpoofRecord { Spoofed: true });

    public override IReadOnlyList<ItemRecord> Records(Block block) => [.. block.Indexes.Select(index => Spoof(index, block))];

    private SpoofRecord Spoof(int index, Block block)
    {
        using var scope = NewDisposeScope();
        var clean = Subject.Image(index);
        int label = Label(index);
        var spoof = search.Run(clean, label, index, Subject.Rng);
        var record = SpoofRecord.From(index, label, spoof.Natural, spoof.Target, spoof.Final, spoof.Distances, SpoofPictures.Write(block.Folder, index, clean, spoof.Image));
        if (record.Contradiction)
        {
            block.Warn(FormattableString.Invariant($"""
                CONTRADICTION at image {index}: two certificates of different classes overlap (distance {record.L2}, radii {record.Natural.Radius} and {record.Spoof.Radius}): one of them is false
                """));
        }
        return record;
    }
}
