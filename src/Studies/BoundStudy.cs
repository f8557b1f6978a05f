using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using static TorchSharp.torch;

namespace Audit.Studies;

/// <summary>Certificates of the network itself, by bounds on its margins.</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Bounds">What is asked of the bounds.</param>
public sealed record BoundStudy(SubjectQuestion About, BoundOptions Bounds) : VictimStudy(About)
{
    /// <inheritdoc/>
    public override string Command => "certify";

    /// <inheritdoc/>
    public override string Table => VerifiedTable.Kind;

    /// <inheritdoc/>
    protected override void DescribeOptions(JsonObject question) => BoundOptions.Settings.Describe(Bounds, question);
}

/// <summary>Bounds the margins of many images at once.</summary>
internal sealed class BoundWork : VictimWork
{
    private readonly BoundStudy study;
    private readonly BoundCertifier certifier;

    private BoundWork(BoundStudy study, Subject subject, BoundCertifier certifier) : base(study, subject, certifier.Batch) =>
        (this.study, this.certifier) = (study, certifier);

    /// <param name="study">The study.</param>
    /// <param name="subject">Model and images.</param>
    /// <param name="warn">Told where memory splits the work.</param>
    /// <exception cref="UsageException">The model shows no layers.</exception>
    public static BoundWork Of(BoundStudy study, Subject subject, Action<string> warn)
    {
        var options = study.Bounds;
        var graph = subject.Model.Graph ?? throw new UsageException(
            $"--method {options.Method.Name()} needs the layers of the network, and {subject.ModelPath} shows none (a black box, or behind a defence): use --method smoothing");
        var certifier = new BoundCertifier(graph, options, subject.Classifier.Device);
        if (options.Method != BoundMethod.Ibp && (certifier.RowsAtOnce < graph.Classes - 1 || certifier.Batch == 1))
        {
            warn(FormattableString.Invariant(
                $"backward passes take {certifier.RowsAtOnce} rows of {certifier.Batch} image(s) at once within {options.MemoryMiB} MiB; layers and margins with more are split (--bound-memory)"));
        }
        return new(study, subject, certifier);
    }

    public override string Title => $"certify {study.Bounds.Method.Name()}";

    public override int BlockSize => certifier.Batch;

    // How many images there are decides how sums are grouped, and so the last bits of margins.
    public override bool BlocksMatter => true;

    public override IReadOnlyList<ItemRecord> Records(Block block)
    {
        using var scope = NewDisposeScope();
        return [.. block.Indexes.Zip(certifier.Certify(Subject.Batch(block.Indexes)),
            (index, certificate) => BoundRecord.From(index, Label(index), certificate, study.Bounds.Epsilon))];
    }
}
