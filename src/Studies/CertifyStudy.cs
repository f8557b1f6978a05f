using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Inputs.Settings;
using Audit.Networks.Probing;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Tables;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

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

    /// <summary>Certifies a loaded model, image by image.</summary>
    /// <param name="subject">Model and images.</param>
    /// <param name="batch">Samples held at once; null chooses.</param>
    internal CertifyWork Work(Subject subject, int? batch)
    {
        Recount recount = new(subject.Classifier, subject.Rng, ProbeOptions.For(subject.Precision));
        Recount? fast = subject.Fast is { } other ? new(other, subject.Rng.Derive("fast"), ProbeOptions.Rounded) : null;
        return new(this, subject, batch, Certifier(subject, batch ?? 0, recount, fast),
            CertifyRecord.From)
        { Watchers = fast is null ? [recount] : [recount, fast] };
    }

    private SmoothedCertifier Certifier(Subject subject, int batch, Recount recount, Recount? fast) =>
        Pairs is { } pairs ? new MixedSmoothing(subject.Classifier, subject.Fast!, Smoothing, pairs, batch, subject.Threads,
            (recount, fast))
        : Rule is { } rule ? new SequentialSmoothing(subject.Classifier, Smoothing, rule, batch, subject.Threads, recount)
        : new Smoothing(subject.Classifier, Smoothing, batch, subject.Threads, recount);
}
