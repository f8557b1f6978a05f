using System.Globalization;
using Audit.Inputs;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Report;

/// <summary>What a run's attacker may do and sees, in words.</summary>
internal static class ThreatModel
{
    /// <summary>Of an attack or a diagnosis.</summary>
    public static string Of(StoredRun run)
    {
        var question = run.Manifest;
        string norm = question.Text("norm") is { } name ? Norms.Of(name).Title() : "any norm";
        string size = question.Number("epsilon") is { } epsilon ? $"at most {Numbers.Size(epsilon)}"
            : question.Text("certificates") is not null ? "within each certified ball" : "no budget";
        string sees = question.Text("access") switch
        {
            "gradients" => "white box (gradients)",
            "logits" => "black box (logits)",
            "probabilities" => "black box (probabilities)",
            "label" => "black box (labels)",
            _ => question.Command == "diagnose" ? "white box and black box" : "not said",
        };
        string aim = question.Text("target") is { } target ? $"target class {Shown.Text(target)}" : "any wrong class";
        string random = question.Number("sigma") is { } sigma ? string.Create(CultureInfo.InvariantCulture,
            $", smoothed with sigma {sigma}") : "";
        string others = run.Records.OfType<AttackRecord>().FirstOrDefault()?.Others is { } shown && shown.Any(o => !o.Crafted)
            ? ", shown to others (no box)" : "";
        return $"{norm} {size}, {sees}, {aim}{random}{others}";
    }

    /// <summary>Words by which a review can be found: what kind of defence, who attacks.</summary>
    public static IEnumerable<string> Tags(IReadOnlyList<StoredRun> runs)
    {
        if (runs.Any(run => run.Records.Any(r => r is BoundRecord or BoundSpoofRecord)))
            yield return "certified: bounds";
        if (runs.Any(run => run.Manifest.Number("sigma") is not null))
            yield return "certified: randomized smoothing";
        if (runs.Any(run => run.Manifest.Texts("defence") is { Count: > 0 }))
            yield return "defence: preprocessing";
        foreach (string access in runs.Select(run => run.Manifest.Text("access")).OfType<string>().Distinct())
            yield return access == "gradients" ? "white box" : $"black box: {Shown.Text(access)}";
        foreach (string norm in runs.Select(run => run.Manifest.Text("norm")).OfType<string>().Distinct())
            yield return Norms.Of(norm).Title();
        foreach (string command in runs.Select(run => run.Manifest.Command).Distinct())
            yield return Shown.Text(command);
    }
}
