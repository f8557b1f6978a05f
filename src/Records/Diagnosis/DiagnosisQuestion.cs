using System.Text.Json.Nodes;
using Audit.Records.Runs;

namespace Audit.Records.Diagnosis;

/// <summary>What a diagnosis was asked, as its manifest says.</summary>
public sealed record DiagnosisQuestion
{
    /// <exception cref="RecordFormatException">The run is no diagnosis.</exception>
    public DiagnosisQuestion(StoredRun run)
    {
        if (run.Manifest.Command != "diagnose")
            throw new RecordFormatException($"{run.Directory}: expected a run of diagnose, got one of {run.Manifest.Command}.");
        var question = run.Manifest.Question;
        T Value<T>(string key) => question[key] is JsonValue value && value.TryGetValue(out T? found) ? found
            : throw new RecordFormatException($"{run.Directory}: the manifest of a diagnosis needs a {typeof(T).Name} '{key}'.");
        Norm = Value<string>("norm");
        Epsilon = Value<double>("epsilon");
        Steps = Value<int>("steps");
        StepSize = Value<double>("step_size");
        Defences = run.Manifest.Texts("defence") ?? [];
    }

    public string Norm { get; }

    /// <summary>Budget, pixel units.</summary>
    public double Epsilon { get; }

    /// <summary>Steps of the iterated attack.</summary>
    public int Steps { get; }

    /// <summary>Length of its steps, in units of epsilon.</summary>
    public double StepSize { get; }

    /// <summary>What stands around the network.</summary>
    public IReadOnlyList<string> Defences { get; }
}
