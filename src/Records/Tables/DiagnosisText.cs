using System.Globalization;
using System.Text;
using Audit.Records.Diagnosis;

namespace Audit.Records.Tables;

/// <summary>A diagnosis for people: what was found first, then what was measured.</summary>
public static class DiagnosisText
{
    /// <summary>Markdown.</summary>
    public static string Of(DiagnosisResult d)
    {
        var text = new StringBuilder();
        var question = d.Evidence.Question;
        text.Append(CultureInfo.InvariantCulture, $"**{Verdict(d)}**\n\n");
        foreach (var finding in d.Findings)
            text.Append(CultureInfo.InvariantCulture,
                $"* {finding.Verdict.Text()}: **{finding.Name}**: {finding.Meaning} ({finding.Measured})\n");
        if (d.Findings.Count > 0)
            text.Append("\nWhat each means and what to do: docs/findings.md\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"Images {d.Evidence.Images}, classified correctly {d.Evidence.Probed}; {question.Norm}, epsilon "
            + $"{question.Epsilon:G6}; ");
        text.Append(CultureInfo.InvariantCulture, $"robust against the standard attack {Share(d.Before)}");
        text.Append(d.Adaptive is null ? ".\n"
            : $", also against {string.Join(", ", d.Answered)} {Share(d.After)}.\n");
        text.Append(CultureInfo.InvariantCulture, $"**Against the worst of all attacks that ran: {Share(d.Worst)}.**\n");
        text.Append('\n').Append(MarkdownTable.Render(CheckTable.Of("The five checks", d.Checks,
            [string.Create(CultureInfo.InvariantCulture,
                $"p: exact paired test of \"what must hold\"; fail at {Verdicts.FailBelow} or less, warn at "
                + $"{Verdicts.WarnBelow} or less.")])));
        text.Append('\n').Append(MarkdownTable.Render(CheckTable.Of("Indicators of attack failure, automatic flags, plateaus",
            d.Indicators, [])));
        text.Append('\n').Append(MarkdownTable.Render(CurveTable(d)));
        if (d.Evidence.Run.Missing > 0)
            text.Append(CultureInfo.InvariantCulture,
                $"\nUNFINISHED: {d.Evidence.Run.Missing} of {d.Evidence.Run.Manifest.Items} images are missing.\n");
        return text.ToString().TrimEnd();
    }

    private static string Verdict(DiagnosisResult d) => d.Verdict switch
    {
        CheckVerdict.Fail => "FAIL: the robust accuracy of the standard attack cannot be trusted",
        CheckVerdict.Warn => "WARN: there are signs that the standard attack is not the strongest",
        CheckVerdict.Inconclusive when d.Evidence.Probed is > 0 and < DiagnosisResult.FewestImages =>
            "INCONCLUSIVE: too few images are classified correctly for the tests to say anything",
        CheckVerdict.Inconclusive when d.Evidence.Probed > 0 =>
            "INCONCLUSIVE: nothing was found, but the strongest attack was not tried on what stands",
        _ => d.Evidence.Probed == 0 ? "NOT RUN: no image is classified correctly"
            : "PASS: no sign of obfuscated gradients (which is no proof of robustness)",
    };

    private static string Share(ShareOf share) => share.Total == 0 ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * share.Value:F1} %");

    private static readonly Column<DistortionPoint>[] CurveColumns =
    [
        new("epsilon", "epsilon", p => Cells.Number(p.Epsilon)),
            new("robust", "robust", p => Cells.Share(p.Robust.Count, p.Robust.Total), IsProportion: true),
    ];

    private static Table CurveTable(DiagnosisResult d) => Table.Of("Robust accuracy by budget", CurveColumns,
        DistortionPoint.Of(d.Evidence));
}
