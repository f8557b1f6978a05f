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
/// <param name="attack">The attack, told where to trace its steps; null traces none.</param>
/// <param name="blockSize">Images attacked at once: a stop loses the work on those of them that are not settled.</param>
/// <param name="record">The record of what was found.</param>
internal sealed class SpoofWork(VictimStudy study, Subject subject, int? batch,
    Func<Action<TraceStep>?, ISpoofAttack> attack, int blockSize,
    Func<Original, Spoof, SpoofImages, ItemRecord> record) : VictimWork(study, subject, batch)
{
    /// <summary>Stores the terms of each step beside the records.</summary>
    public bool Traces { get; init; }

    /// <summary>Take part of the votes again.</summary>
    public IReadOnlyList<Recount> Watchers { get; init; } = [];

    public override IReadOnlyList<Recount> Recounts => Watchers;

    public override int BlockSize => blockSize;

    // On a device the rows of a batch may differ in their last bits with the others in it.
    public override bool BlocksMatter => blockSize > 1 && Subject.Classifier.Device.type != TorchSharp.DeviceType.CPU;

    public override long BytesPerItem => SpoofPictures.MostBytes(Subject.Images.ImageSize);

    public override (string, Func<ItemRecord, bool>)? Tally => ("spoofed", found => found is ISpoof { Spoofed: true });

    public override IReadOnlyList<ItemRecord> Records(Block block)
    {
        using var scope = NewDisposeScope();
        var aside = new SettledRecords(block.Folder);
        var settled = aside.Read().Where(r => block.Indexes.Contains(r.Index)).ToDictionary(r => r.Index);
        Original[] originals = [.. block.Indexes.Where(i => !settled.ContainsKey(i)).Select(i =>
            new Original(Subject.Image(i), Label(i), i))];
        using var trace = Traces ? new TraceFiles(block.Folder) : null;
        if (originals.Length > 0)
        {
            var found = attack(trace is null ? null : trace.Add).Run(originals, Subject.Rng,
                (done, open) => Report(block, settled.Count + done, settled.Count + open),
                (original, spoof) => aside.Add(Record(block, original, spoof)), block.Stop);
            foreach (var (original, spoof) in originals.Zip(found))
                settled[original.Index] = Record(block, original, spoof);
        }
        aside.Clear();
        return [.. block.Indexes.Select(i => settled[i])];
    }

    private static void Report(Block block, double done, int settled) =>
        block.Report(done, block.Indexes.Count > 1 ? $"images, {settled} of this block settled" : "images");

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
