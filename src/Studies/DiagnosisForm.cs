using Audit.Attacks.Diagnosis;
using Audit.Inputs.Settings;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

namespace Audit.Studies;

/// <summary>Options of diagnose.</summary>
public sealed class DiagnosisForm : StudyForm
{
    private static readonly DiagnosisOptions Start = new() { Epsilon = double.NaN };

    /// <inheritdoc/>
    public override IReadOnlyList<Offer> Common => [.. Offer.Of(SubjectOptions.Settings(), new()),
        .. Offer.Of(DiagnosisOptions.Settings, Start)];

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
