namespace Audit.Networks.Probing;

/// <summary>What was found when a model was asked the same questions in different batches.</summary>
/// <param name="Findings">What no function of one image does; empty for an honest model.</param>
/// <param name="Images">Images shown in all.</param>
/// <param name="Calls">Batches shown.</param>
/// <param name="Largest">Largest difference of a logit that rounding was taken to explain, relative to the spread of the
/// logits.</param>
/// <param name="NearTies">Answers that changed although nothing is wrong: the model changes them as much within 0.001 of the
/// image's pixels.</param>
public sealed record ProbeReport(IReadOnlyList<ProbeFinding> Findings, int Images, int Calls, double Largest, int NearTies)
{
    /// <summary>Whether the same image always gets the same logits, finite or not: what a certificate, and an attack without
    /// averaging, takes for granted.</summary>
    public bool IsFunction => Findings.All(f => f.Trait == Trait.GivesNonFinite);

    /// <summary>The findings in one line; null where there are none.</summary>
    /// <param name="nonFiniteAllowed">Whether NaN and infinities are no fault: they vote for no class.</param>
    public string? Problem(bool nonFiniteAllowed = false)
    {
        string[] texts = [.. Findings.Where(f => !nonFiniteAllowed || f.Trait != Trait.GivesNonFinite).Select(f => f.Text)];
        return texts.Length == 0 ? null : string.Join("; ", texts);
    }
}
