using Audit.Certify;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using static TorchSharp.torch;

namespace Audit.Studies;

/// <summary>Certifies, whatever certifies.</summary>
/// <param name="study">The study.</param>
/// <param name="subject">Model and images.</param>
/// <param name="batch">Images or samples held at once; null chooses.</param>
/// <param name="certifier">What certifies.</param>
/// <param name="record">The record of a certificate, from index and label.</param>
internal sealed class CertifyWork(VictimStudy study, Subject subject, int? batch, ICertifier certifier, Func<int, int,
    Certificate, ItemRecord> record)
    : VictimWork(study, subject, batch)
{
    /// <summary>What is being done, in a word or two.</summary>
    public override string Title => Named ?? base.Title;

    /// <summary>The same, where it is more than the command.</summary>
    public string? Named { get; init; }

    /// <summary>Take part of the votes again.</summary>
    public IReadOnlyList<Recount> Watchers { get; init; } = [];

    public override IReadOnlyList<Recount> Recounts => Watchers;

    public override int BlockSize => certifier.Batch;

    public override bool BlocksMatter => certifier.BatchMatters;

    public override IReadOnlyList<ItemRecord> Records(Block block)
    {
        using var scope = NewDisposeScope();
        var certificates = certifier.Certify(Subject.Batch(block.Indexes), block.Indexes, Subject.Rng, block.Stop);
        return [.. block.Indexes.Zip(certificates, (index, certificate) => record(index, Label(index), certificate))];
    }
}
