using System.Text.Json.Nodes;
using Audit.Attacks.Diagnosis;
using Audit.Inputs.Settings;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;
using static TorchSharp.torch;

namespace Audit.Studies;

/// <summary>Whether a robust accuracy can be believed.</summary>
/// <param name="About">Model, images and seed.</param>
/// <param name="Diagnosis">How thoroughly gradients are examined.</param>
public sealed record DiagnosisStudy(SubjectQuestion About, DiagnosisOptions Diagnosis) : VictimStudy(About)
{
    /// <inheritdoc/>
    public override string Command => "diagnose";

    /// <inheritdoc/>
    public override string Table => DiagnosisTable.Kind;

    /// <inheritdoc/>
    protected override void DescribeOptions(JsonObject question) => DiagnosisOptions.Settings.Describe(Diagnosis, question);
}

/// <summary>Examines the gradients at many images at once.</summary>
internal sealed class DiagnosisWork(DiagnosisStudy study, Subject subject) : VictimWork(study, subject, Block)
{
    /// <summary>Images examined together. Part of the run's identity would be a nuisance; it is fixed instead.</summary>
    public const int Block = 50;

    /// <summary>Largest length of a trial in a record.</summary>
    private const long BytesPerTrial = 256;

    private readonly Examination examination = new(subject.Classifier, study.Diagnosis);

    public override int BlockSize => Block;

    public override bool BlocksMatter => true;

    public override long BytesPerItem => BytesPerTrial * examination.Trials;

    public override IReadOnlyList<ItemRecord> Records(Block block)
    {
        using var scope = NewDisposeScope();
        return examination.Run(Subject.Batch(block.Indexes), [.. block.Indexes.Select(Label)], [.. block.Indexes.Select(i => (long)i)], Subject.Rng,
            (trial, name) => block.Report((double)trial / examination.Trials * block.Indexes.Count, $"attack {name}"), block.Stop);
    }
}

/// <summary>Options of diagnose.</summary>
public sealed class DiagnosisForm : StudyForm
{
    private static readonly DiagnosisOptions Start = new() { Epsilon = double.NaN };

    /// <inheritdoc/>
    public override IReadOnlyList<Offer> Common => [.. Offer.Of(SubjectOptions.Settings(), new()), .. Offer.Of(DiagnosisOptions.Settings, Start)];

    /// <inheritdoc/>
    public override StudyWork Open(Given given, Action<string> warn)
    {
        var options = given.Read(DiagnosisOptions.Settings, Start);
        Check(options.Validate());
        var subject = new SubjectLoader(given.Read(SubjectOptions.Settings(), new()), warn).Load();
        subject.Model.ExpectMemory(DiagnosisWork.Block, gradients: true);
        subject = SubjectProbe.Warn(subject, warn);
        return new DiagnosisWork(new DiagnosisStudy(subject.Question, options), subject);
    }
}
