using Audit.Records.Items;
using static System.FormattableString;

namespace Audit.Records.Checks;

/// <summary>Diagnoses: all of it is evidence, which must be possible and complete.</summary>
internal static class DiagnosisCheck
{
    private const double Slack = 1e-6;

    public static IEnumerable<string> Faults(DiagnosisRecord r, Asked asked)
    {
        if (r.Correct != r.Gradient is not null)
            yield return r.Correct ? "correct is true, but there is no 'gradient'"
                : "correct is false, but there is a 'gradient'";
        if (r.Correct != r.Trials.Count > 0)
            yield return r.Correct ? "correct is true, but there are no trials" : "correct is false, but there are trials";
        if (r.Gradient is not GradientFacts g)
            yield break;
        if (!(g.Norm >= 0 && double.IsFinite(g.Norm)) || (g.MarginZero && g.Norm != 0))
            yield return Invariant($"gradient.norm must be a number from 0, and 0 where margin_zero is true; got {g.Norm}");
        if (!(g.Instability is >= 0 and <= 1 + Slack))
            yield return Invariant($"gradient.instability must be in [0,1], got {g.Instability}");
        if (g.Rise is double rise && (!double.IsFinite(rise) || g.MarginZero))
            yield return Invariant($"gradient.rise must be a number, and null where margin_zero is true; got {rise}");
        if (g.Cosine is double cosine && !(Math.Abs(cosine) <= 1 + Slack))
            yield return Invariant($"gradient.cosine must be in [-1,1], got {cosine}");
        if (g.LastSteps is double share && !(share >= 0 && share <= 1 + Slack))
            yield return Invariant($"gradient.last_steps must be in [0,1], got {share}");

        Trial first = r.Trials[0];
        foreach (string difference in asked.Differs(("epsilon", first.Epsilon), ("steps", first.Steps),
            ("step_size", first.StepSize)))
            yield return $"trials[0].{difference}";
        for (int i = 0; i < r.Trials.Count; i++)
        {
            Trial t = r.Trials[i];
            bool sized = t.Epsilon > 0 && double.IsFinite(t.Epsilon) && t.StepSize >= 0 && double.IsFinite(t.StepSize);
            if (!sized || t.Steps < 0 || t.Draws < 1)
                yield return Invariant(
                    $"trials[{i}] has epsilon {t.Epsilon}, {t.Steps} steps of {t.StepSize} and {t.Draws} draws");
        }

        if (first.Fooled && g.LastSteps is not null)
            yield return "gradient.last_steps must be absent where the first trial fooled the model";
    }
}
