using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Bounds;
using Audit.Certify;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Items;
using Audit.Records.Tables;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

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

    /// <summary>Certifies a loaded model, many images at once.</summary>
    /// <param name="subject">Model and images.</param>
    /// <param name="warn">Told where memory splits the work.</param>
    /// <exception cref="UsageException">The model shows no layers.</exception>
    internal CertifyWork Work(Subject subject, Action<string> warn)
    {
        var graph = subject.Model.Graph ?? throw new UsageException(
            $"--method {Bounds.Method.Name()} needs the layers of the network, and {subject.ModelPath} shows none (a black box, "
                + $"or behind a defence): use --method smoothing");
        if (Bounds.Method == BoundMethod.Complete)
        {
            var complete = new CompleteCertifier(graph, Bounds);
            return new(this, subject, complete.Batch, complete, (index, label, certificate) =>
                BoundRecord.From(index, label, certificate, Bounds.Epsilon))
            { Named = "certify complete" };
        }
        var certifier = new BoundCertifier(graph, Bounds, subject.Classifier.Device);
        if (Bounds.Method != BoundMethod.Ibp && (certifier.RowsAtOnce < graph.Classes - 1 || certifier.Batch == 1))
        {
            warn(string.Create(CultureInfo.InvariantCulture,
                $"backward passes take {certifier.RowsAtOnce} rows of {certifier.Batch} image(s) at once within "
                    + $"{Bounds.MemoryMiB} MiB; layers and margins with more are split (--bound-memory)"));
        }
        return new(this, subject, certifier.Batch, certifier, (index, label, certificate) =>
            BoundRecord.From(index, label, certificate, Bounds.Epsilon))
        { Named = $"certify {Bounds.Method.Name()}" };
    }
}
