using System.Text.Json.Nodes;
using Audit.Studies.Subjects;

namespace Audit.Studies.Driving;

/// <summary>A study of a model on images of a data set.</summary>
/// <param name="About">Model, images and seed.</param>
public abstract record VictimStudy(SubjectQuestion About) : Study
{
    /// <inheritdoc/>
    protected sealed override void Describe(JsonObject question)
    {
        About.Describe(question);
        DescribeOptions(question);
    }

    /// <summary>Adds what this kind of study asks of the model.</summary>
    protected abstract void DescribeOptions(JsonObject question);
}
