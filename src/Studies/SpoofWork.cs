using System.Globalization;
using Audit.Certify;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Shadow;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using static TorchSharp.torch;

namespace Audit.Studies;

/// <summary>The Shadow Attack, whatever it spoofs: attacks some images at once, and stores the pictures.</summary>
/// <param name="study">The study.</param>
/// <param name="subject">Model and images.</param>
/// <param name="batch">Images or samples held at once; null chooses.</param>
/// <param name="certifier">What is spoofed.</param>
/// <param name="course">How.</param>
/// <param name="blockSize">Images attacked at once: a stop loses the work on this many.</param>
/// <param name="record">The record of what was found.</param>
internal sealed class SpoofWork(VictimStudy study, Subject subject, int? batch, IDifferentiableCertifier certifier,
    ShadowCourse course, int blockSize,
    Func<Original, Spoof, SpoofImages, ItemRecord> record) : VictimWork(study, subject, batch)
{
    private readonly SpoofSearch search = new(certifier, course);

    /// <summary>Take part of the votes again.</summary>
    public IReadOnlyList<Recount> Watchers { get; init; } = [];

    public override IReadOnlyList<Recount> Recounts => Watchers;

    public override int BlockSize => blockSize;

    public override long BytesPerItem => SpoofPictures.MostBytes(Subject.Images.ImageSize);

    public override (string, Func<ItemRecord, bool>)? Tally => ("spoofed", found => found is ISpoof { Spoofed: true });

    public override IReadOnlyList<ItemRecord> Records(Block block)
    {
        using var scope = NewDisposeScope();
        Original[] originals = [.. block.Indexes.Select(i => new Original(Subject.Image(i), Label(i), i))];
        var found = search.Run(originals, Subject.Rng, settled => Report(block, settled), block.Stop);
        return [.. originals.Zip(found, (original, spoof) => Record(block, original, spoof))];
    }

    private static void Report(Block block, int settled)
    {
        if (block.Indexes.Count > 1)
            block.Report(settled, "images settled");
    }

    private ItemRecord Record(Block block, Original original, Spoof spoof)
    {
        var found = record(original, spoof, SpoofPictures.Write(block.Folder, original.Index, original.X, spoof.Image));
        if (found is ISpoof { Contradiction: true })
        {
            var norm = spoof.Natural.Region.Norm;
            block.Warn(string.Create(CultureInfo.InvariantCulture,
                $"CONTRADICTION at image {original.Index}: two certificates of different classes overlap ({norm.Title()} "
                    + $"distance {spoof.Distances.In(norm)}, radii {spoof.Natural.Radius} and {spoof.Final.Radius}): one of "
                    + $"them is false"));
        }
        return found;
    }
}
