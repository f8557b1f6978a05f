using Audit.Attacks.Diagnosis;
using Audit.Inputs.Settings;
using Audit.Studies.Attacking;
using Audit.Studies.Driving;
using Audit.Studies.Subjects;

namespace Audit.Studies;

/// <summary>Options of diagnose.</summary>
public sealed class DiagnosisForm : StudyForm
{
    private static readonly DiagnosisOptions Start = new() { Epsilon = double.NaN };

    /// <inheritdoc/>
    public override IReadOnlyList<Offer> Common => [.. SubjectOptions.Offers(),
        .. Offer.Of(DiagnosisOptions.Settings, Start), .. Offer.Of(StandInOptions.Settings, new())];

    /// <inheritdoc/>
    public override StudyWork Open(Given given, Action<string> warn)
    {
        var options = given.Read(DiagnosisOptions.Settings, Start);
        Check(options.Validate());
        WarnOfEpsilon(options.Norm, options.Epsilon, warn);
        var loader = new SubjectLoader(given.Read(SubjectOptions.Settings(), new()), warn);
        var subject = loader.Load();
        var others = loader.LoadOthers(given.Read(StandInOptions.Settings, new()).Files, subject);
        subject.Model.ExpectMemory(DiagnosisWork.Block, gradients: true);
        subject = SubjectProbe.Warn(subject, warn);
        var study = new DiagnosisStudy(subject.Question, options) { StandIns = [.. others.Select(o => o.Model.Sha256)] };
        return new DiagnosisWork(study, subject, [.. others.Select(o => o.Classifier)]);
    }
}
