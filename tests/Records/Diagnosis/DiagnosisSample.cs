using System.Text.Json.Nodes;
using Audit.Records.Diagnosis;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Tests.Records.Diagnosis;

/// <summary>Diagnoses made up image by image: epsilon 0.1, 40 steps of a quarter of it.</summary>
internal static class DiagnosisSample
{
    /// <summary>Gradients that nothing is wrong with.</summary>
    public static readonly GradientFacts Sound = new()
    {
        LossZero = false,
        MarginZero = false,
        NonFinite = false,
        Norm = 3,
        Rise = 0.98,
        Instability = 0.02,
        Probabilities = false,
        LastSteps = 0.001,
    };

    /// <summary>The iterated attack at a budget.</summary>
    public static Trial Iterated(bool fooled, double epsilon = 0.1, int steps = 40, double stepSize = 0.25, int draws = 1,
        bool? claimed = null) =>
        new(Trial.Iterated, epsilon, steps, stepSize, draws, fooled, claimed ?? fooled);

    /// <summary>Another attack at budget 0.1.</summary>
    public static Trial Other(string attack, bool fooled, int draws = 1) => new(attack, 0.1, 40, 0, draws, fooled, fooled);

    /// <summary>A sound model: at budget 0.1 half of the images fall, at 0.2 and beyond all.</summary>
    public static DiagnosisResult Result(int images, Func<int, IEnumerable<Trial>>? more = null, Func<int,
        GradientFacts>? facts = null, Func<int, bool>? correct = null,
        bool withBase = true, string[]? defences = null, Func<int, bool>? ensemble = null, bool withEnsemble = true)
    {
        var records = Enumerable.Range(0, images).Select(k => (ItemRecord)new DiagnosisRecord
        {
            Index = k,
            Label = 3,
            Correct = correct?.Invoke(k) ?? true,
            Gradient = correct?.Invoke(k) == false ? null : facts?.Invoke(k) ?? Sound,
            Trials = correct?.Invoke(k) == false ? [] : [.. withBase ? [Iterated(k % 2 == 0)] : Array.Empty<Trial>(),
                .. withEnsemble && k % 2 == 1 ? [Other(Trial.Ensemble, ensemble?.Invoke(k) ?? false)] : Array.Empty<Trial>(),
                .. more?.Invoke(k) ?? []],
        }).ToArray();
        return DiagnosisResult.Of(new StoredRun("sample", Manifest(images, defences), records));
    }

    public static Manifest Manifest(int images, string[]? defences = null)
    {
        var question = new JsonObject { ["norm"] = "linf", ["epsilon"] = 0.1, ["steps"] = 40, ["step_size"] = 0.25 };
        if (defences is not null)
            question["defence"] = new JsonArray([.. defences.Select(d => (JsonNode)d)]);
        return new Manifest { Command = "diagnose", Question = question, Items = images };
    }
}
