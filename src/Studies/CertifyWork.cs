using Audit.Certify;
using Audit.Networks.Probing;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using static TorchSharp.torch;

namespace Audit.Studies;

/// <summary>Certifies image by image.</summary>
/// <param name="study">The study.</param>
/// <param name="subject">Model and images.</param>
/// <param name="batch">Samples held at once; null chooses.</param>
internal sealed class CertifyWork : VictimWork
{
    private readonly Recount recount;
    private readonly Recount? fast;
    private readonly Func<Tensor, int, CancellationToken, Certificate> certify;

    public CertifyWork(CertifyStudy study, Subject subject, int? batch) : base(study, subject, batch)
    {
        recount = new(subject.Classifier, subject.Rng, ProbeOptions.For(subject.Precision));
        fast = subject.Fast is { } other ? new(other, subject.Rng.Derive("fast"), ProbeOptions.Rounded) : null;
        certify = Certifier(study, batch ?? 0);
    }

    public override IReadOnlyList<Recount> Recounts => fast is null ? [recount] : [recount, fast];

    public override IReadOnlyList<ItemRecord> Records(Block block)
    {
        using var scope = NewDisposeScope();
        return [.. block.Indexes.Select(i => CertifyRecord.From(i, Label(i), certify(Subject.Image(i), i, block.Stop)))];
    }

    private Func<Tensor, int, CancellationToken, Certificate> Certifier(CertifyStudy study, int batch)
    {
        var rng = Subject.Rng;
        if (study.Pairs is { } pairs)
        {
            var mixed = new MixedSmoothing(Subject.Classifier, Subject.Fast!, study.Smoothing, pairs, batch, Subject.Threads, (recount, fast));
            return (x, index, _) => mixed.Certify(x, index, rng);
        }
        if (study.Rule is not { } rule)
        {
            var smoothing = new Smoothing(Subject.Classifier, study.Smoothing, batch, Subject.Threads, recount);
            return (x, index, _) => smoothing.Certify(x, index, rng);
        }
        var sequential = new SequentialSmoothing(Subject.Classifier, study.Smoothing, rule, batch, Subject.Threads, recount);
        // A question that is being decided is finished before stopping, so that resuming repeats the records; without one, what
        // there is at Ctrl-C is the answer.
        return (x, index, stop) => sequential.Certify(x, index, rng, rule.DrawsAll ? stop : CancellationToken.None);
    }
}
