using Audit.Attacks.Diagnosis;
using Audit.Networks;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using static TorchSharp.torch;

namespace Audit.Studies;

/// <summary>Examines the gradients at many images at once.</summary>
internal sealed class DiagnosisWork(DiagnosisStudy study, Subject subject, IReadOnlyList<IClassifier> others) : VictimWork(study,
    subject, Block)
{
    /// <summary>Images examined together. Part of the run's identity would be a nuisance; it is fixed instead.</summary>
    public const int Block = 50;

    /// <summary>Largest length of a trial in a record.</summary>
    private const long BytesPerTrial = 256;

    private readonly Examination examination = new(subject.Classifier, study.Diagnosis, others);

    public override int BlockSize => Block;

    public override bool BlocksMatter => true;

    public override long BytesPerItem => BytesPerTrial * examination.Trials;

    public override IReadOnlyList<ItemRecord> Records(Block block)
    {
        using var scope = NewDisposeScope();
        return examination.Run(Subject.Batch(block.Indexes), [.. block.Indexes.Select(Label)],
            [.. block.Indexes.Select(i => (long)i)], Subject.Rng,
            (trial, name) => block.Report((double)trial / examination.Trials * block.Indexes.Count, $"attack {name}"),
                block.Stop);
    }
}
