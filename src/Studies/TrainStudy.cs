using System.Text.Json.Nodes;
using Audit.Inputs.Settings;
using Audit.Networks.Architectures;
using Audit.Studies.Driving;
using Audit.Train;

namespace Audit.Studies;

/// <summary>The training of a network.</summary>
/// <param name="Network">What is trained.</param>
/// <param name="Options">The recipe with its options.</param>
/// <param name="DataSha256">Hash of the training images.</param>
public sealed record TrainStudy(ArchitectureSpec Network, TrainOptions Options, string DataSha256) : Study
{
    /// <inheritdoc/>
    public override string Command => "train";

    /// <inheritdoc/>
    public override string Table => "";

    /// <summary>Identity of the training, which a partial checkpoint must have.</summary>
    public string Key => TrainingSession.Key(Network, Options, DataSha256);

    /// <inheritdoc/>
    protected override void Describe(JsonObject question)
    {
        question["arch"] = Network.Name;
        question["input"] = Network.Input.ToString();
        question["classes"] = Network.Classes;
        question["data_sha256"] = DataSha256;
        question["recipe"] = Options.Recipe;
        TrainOptions.Settings.Describe(Options, question);
        if (Options.Teacher is { } teacher)
            question["teacher"] = teacher;
    }
}
