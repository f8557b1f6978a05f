using System.Text.Json.Nodes;
using Audit.Studies.Subjects;

namespace Audit.Studies.Driving;

/// <summary>A study of a loaded model on its images.</summary>
/// <param name="study">The study.</param>
/// <param name="subject">Model and images.</param>
/// <param name="batch">Images or samples held at once, for the manifest; null where that is chosen on the way.</param>
public abstract class VictimWork(VictimStudy study, Subject subject, int? batch) : StudyWork
{
    /// <inheritdoc/>
    public sealed override Study Study => study;

    /// <summary>Model and images.</summary>
    protected Subject Subject => subject;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Indexes => subject.Indexes;

    /// <inheritdoc/>
    public sealed override int Label(int index) => subject.Images.Label(index);

    /// <inheritdoc/>
    public sealed override JsonObject How => Provenance.How(subject, batch);
}
