using System.Text.Json.Nodes;
using Audit.Records.Diagnosis;

namespace Audit.Records.Tables;

/// <summary>A diagnosis for programs.</summary>
public static class DiagnosisJson
{
    /// <summary>Everything that <see cref="DiagnosisText"/> says.</summary>
    public static JsonObject Of(DiagnosisResult d) => new()
    {
        ["verdict"] = d.Evidence.Probed == 0 ? CheckVerdict.NotRun.Text() : d.Verdict.Text(),
        ["images"] = d.Evidence.Images,
        ["correct"] = d.Evidence.Probed,
        ["norm"] = d.Evidence.Question.Norm,
        ["epsilon"] = d.Evidence.Question.Epsilon,
        ["defence"] = new JsonArray([.. d.Evidence.Question.Defences.Select(t => (JsonNode)t)]),
        ["robust"] = d.Before.Count,
        ["robust_adaptive"] = d.Adaptive is null ? null : d.After.Count,
        ["robust_worst"] = d.Worst.Count,
        ["missing"] = d.Evidence.Run.Missing,
        ["types"] = new JsonArray([.. d.Types.Select(t => (JsonNode)new JsonObject { ["name"] = t.Name,
            ["verdict"] = t.Verdict.Text(), ["measured"] = t.Measured, ["calls_for"] = t.CallsFor })]),
        ["findings"] = new JsonArray([.. d.Findings.Select(f =>
            (JsonNode)new JsonObject { ["name"] = f.Name, ["verdict"] = f.Verdict.Text(), ["meaning"] = f.Meaning,
            ["measured"] = f.Measured })]),
        ["checks"] = Checks(d.Checks),
        ["indicators"] = Checks(d.Indicators),
        ["curve"] = new JsonArray([.. DistortionPoint.Of(d.Evidence)
            .Select(p => (JsonNode)new JsonObject { ["epsilon"] = p.Epsilon, ["robust"] = p.Robust.Count,
            ["images"] = p.Robust.Total })]),
    };

    private static JsonArray Checks(IReadOnlyList<Check> checks) => new([.. checks.Select(c => (JsonNode)new JsonObject
    {
        ["name"] = c.Name,
        ["must_hold"] = c.Question,
        ["verdict"] = c.Verdict.Text(),
        ["first"] = Measured(c.First, c.FirstShare),
        ["second"] = Measured(c.Second, c.SecondShare),
        ["p"] = c.P,
        ["finding"] = c.Finding,
        ["note"] = c.Note,
    })]);

    private static JsonObject? Measured(string what, ShareOf? share) => what.Length == 0 ? null
        : new JsonObject { ["what"] = what, ["count"] = share?.Count, ["of"] = share?.Total };
}
