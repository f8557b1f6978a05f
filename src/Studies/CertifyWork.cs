using Audit.Certify;
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
internal sealed class CertifyWork(CertifyStudy study, Subject subject, int? batch) : VictimWork(study, subject, batch)
{
    private readonly Func<Tensor, int, CancellationToken, Certificate> certify = Certifier(study, subject, batch ?? 0);

    public override IReadOnlyList<ItemRecord> Records(Block block)
    {
        using var scope = NewDisposeScope();
        return [.. block.Indexes.Select(i => CertifyRecord.From(i, Label(i), certify(Subject.Image(i), i, block.Stop)))];
    }

    private static Func<Tensor, int, CancellationToken, Certificate> Certifier(CertifyStudy study, Subject subject, int batch)
    {
        var rng = subject.Rng;
        if (study.Pairs is { } pairs)
        {
            var mixed = new MixedSmoothing(subject.Classifier, subject.Fast!, study.Smoothing, pairs, batch, subject.Threads);
            return (x, index, _) => mixed.Certify(x, index, rng);
        }
        if (study.Rule is not { } rule)
        {
            var smoothing = new Smoothing(subject.Classifier, study.Smoothing, batch, subject.Threads);
            return (x, index, _) => smoothing.Certify(x, index, rng);
        }
        var sequential = new SequentialSmoothing(subject.Classifier, study.Smoothing, rule, batch, subject.Threads);
        // A question that is being decided is finished before stopping, so that resuming repeats the records; without one, what
        // there is at Ctrl-C is the answer.
        return (x, index, stop) => sequential.Certify(x, index, rng, rule.DrawsAll ? stop : CancellationToken.None);
    }
}
