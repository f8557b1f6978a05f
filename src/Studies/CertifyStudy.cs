using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Inputs.Settings;
using Audit.Networks;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using static TorchSharp.torch;

namespace Audit.Studies;

/// <summary>Certificates of the smoothed classifier (Cohen et al. 2019).</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Smoothing">Settings of CERTIFY.</param>
public sealed record CertifyStudy(SubjectQuestion About, SmoothingOptions Smoothing) : VictimStudy(About)
{
    /// <summary>When sampling may stop early; null for a fixed number of samples.</summary>
    public SequentialRule? Rule { get; init; }

    /// <summary>Samples that both precisions see, where two are mixed.</summary>
    public long? Pairs { get; init; }

    /// <inheritdoc/>
    public override string Command => "certify";

    /// <inheritdoc/>
    public override string Table => CertifiedAccuracyTable.Kind;

    /// <inheritdoc/>
    protected override void DescribeOptions(JsonObject question)
    {
        SmoothingOptions.Settings.Describe(Smoothing, question);
        if (Rule is not null)
            SequentialRule.Settings.Describe(Rule, question);
        if (Pairs is { } pairs)
            question["pairs"] = pairs;
    }
}

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
