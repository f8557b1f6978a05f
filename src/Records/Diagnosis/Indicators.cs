using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Records.Items;

namespace Audit.Records.Diagnosis;

/// <summary>Signs that an attack, rather than the model, is what failed; and AutoAttack's automatic flags.</summary>
/// <remarks>
/// Sources: Pintor et al. 2022, "Indicators of attack failure", arXiv:2106.09947 (unavailable gradients, unstable predictions,
/// silent success, incomplete optimisation, transfer, unbounded); Croce and Hein 2020, arXiv:2003.01690, and the checks of their
/// code (randomness, range of the output, zero gradients, black box better, optimisation inside the model). Thresholds that
/// differ are given with each.
/// </remarks>
public static class Indicators
{
    /// <summary>Relative change of the margin in the small ball above which a prediction counts as unstable.</summary>
    /// <remarks>The paper says 0.1 of the loss. Differs: of the margin, since cross entropy at a confident image is nearly zero
    /// and every change of it is large.</remarks>
    public const double Unstable = 0.25;

    /// <summary>Share of the loss's rise in the last quarter of the steps above which the search was cut short.</summary>
    /// <remarks>The paper looks at the last ten steps, a quarter of our 40.</remarks>
    public const double Unfinished = 0.05;

    /// <summary>Fewest images left standing that can show it.</summary>
    private const int FewestStanding = 5;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Check> Of(DiagnosisEvidence e) => e.Probed == 0 ? [] :
    [
        StrongestAttack.Of(e), Available(e), Stable(e), Confirmed(e), Silent(e), Finished(e), Transfer(e), Function(e), Range(e),
            Randomness(e), Steps(e), StepSize(e), Draws(e),
        Check.NotRun("dynamic", "nothing is optimised inside the model", "", "cannot be seen from outside the model"),
    ];

    /// <summary>AutoAttack's "zero gradients" and the first indicator.</summary>
    private static Check Available(DiagnosisEvidence e)
    {
        var share = e.Share(f => f.LossZero || f.NonFinite);
        return new Check("available-gradients", "the loss has a gradient everywhere", Graded(share, ObfuscationTypes.Tolerated),
            "images without a gradient", share, "none", null, null,
            e.Facts.Any(f => f.NonFinite) ? "exploding-gradients" : e.Facts.Count(f => f.MarginZero) * 2 >= share.Count
                ? "shattered-gradients" : "vanishing-gradients");
    }

    private static Check Stable(DiagnosisEvidence e)
    {
        var share = e.Share(f => f.Instability > Unstable);
        return new Check("stable-predictions", "nothing jumps in a ball too small to matter", share.Value > 0.5
            ? CheckVerdict.Warn : CheckVerdict.Pass,
            "images whose margin jumps", share, "half", null, null, "unstable-predictions",
                $"median relative change {Number(e.Median(f => f.Instability))}");
    }

    private static Check Confirmed(DiagnosisEvidence e)
    {
        var trials = e.Of(e.IsBase).OfType<Trial>().Where(t => t.Claimed).ToList();
        int lost = trials.Count(t => !t.Fooled);
        return new Check("confirmed-success", "what an attack finds stays found", lost == 0 ? CheckVerdict.Pass
            : CheckVerdict.Warn,
            "claims that a fresh look did not confirm", new(lost, trials.Count), "none", null, null, "unconfirmed-success");
    }

    /// <summary>The sixth indicator: an adversarial point on the way that was not returned.</summary>
    private static Check Silent(DiagnosisEvidence e)
    {
        const string name = "silent-success", question = "no step of a failed attack was adversarial", finding = "silent-success";
        var left = e.Facts.Where(f => f.SilentSuccess is not null).ToList();
        if (left.Count == 0)
        {
            return Check.NotRun(name, question, finding, "the iterated attack left nothing standing, the model draws, or the run "
                + "is of "
                + "a version before it");
        }
        int silent = left.Count(f => f.SilentSuccess == true);
        return new Check(name, question, silent == 0 ? CheckVerdict.Pass : CheckVerdict.Fail,
            "standing images that were fooled on the way", new(silent, left.Count), "none", null, null, finding);
    }

    /// <summary>What the probe of the model's repeatability found before the run.</summary>
    private static Check Function(DiagnosisEvidence e)
    {
        const string name = "function-of-the-image", question = "the model gives an image the same logits in any batch",
            finding = "not-a-function";
        if (e.Run.Manifest.How["probe"] is not JsonObject probe || probe["findings"] is not JsonArray found)
            return Check.NotRun(name, question, finding, "the run holds no probe");
        string[] texts = [.. found.Select(f => f?.ToString() ?? "")];
        return new Check(name, question, texts.Length == 0 ? CheckVerdict.Pass : CheckVerdict.Fail, "kinds of dependence found",
            new(texts.Length, 6), "none", null, null, finding, texts.Length == 0 ? null : string.Join("; ", texts));
    }

    private static Check Finished(DiagnosisEvidence e)
    {
        var left = e.Facts.Where(f => f.LastSteps is not null).ToList();
        var share = new ShareOf(left.Count(f => f.LastSteps > Unfinished), left.Count);
        return new Check("finished-search", "the loss has stopped rising", share.Total >= FewestStanding && share.Value > 0.5
            ? CheckVerdict.Warn : CheckVerdict.Pass,
            "standing images whose loss still rose", share, "half", null, null, "incomplete-optimisation");
    }

    private static Check Transfer(DiagnosisEvidence e) => FiveChecks.Better(e, "transfer",
        "attacks on the bare network are no better than on the defended one",
        "transfer-beats-white-box", t => t.Attack == Trial.Transferred, "from the bare network", e.Question.Defences.Count == 0
            ? "there is no --defence" : "the bare network takes other images");

    private static Check Range(DiagnosisEvidence e)
    {
        var share = e.Share(f => f.Probabilities);
        bool all = share.Count == share.Total;
        return new Check("range-of-output", "outputs are logits, not probabilities", all ? CheckVerdict.Warn : CheckVerdict.Pass,
            "images whose outputs are probabilities", share, "all", null, null, "outputs-are-probabilities");
    }

    private static Check Randomness(DiagnosisEvidence e)
    {
        var share = e.Share(f => f.DrawsDiffer == true);
        return new Check("deterministic", "the same image gives the same output", share.Count == 0 ? CheckVerdict.Pass
            : CheckVerdict.Warn,
            "images whose output changes", share, "none", null, null, "stochastic-gradients",
            e.Median(f => f.Cosine) is { } cosine ? $"median cosine of two gradients {Number(cosine)}" : null);
    }

    private static Check Steps(DiagnosisEvidence e)
    {
        var settings = e.Settings(t => t.Attack == Trial.Iterated && t.Epsilon == e.Question.Epsilon
            && t.StepSize == e.Question.StepSize && t.Draws == 1 && t.Steps > e.Question.Steps);
        return Plateau(e, "plateau-steps", "twice the steps find nothing more", "no-plateau-in-steps", settings, s =>
            $"{s.Steps} steps", $"{e.Question.Steps} steps", "--no-sweeps");
    }

    private static Check StepSize(DiagnosisEvidence e)
    {
        var settings = e.Settings(t => t.Attack == Trial.Iterated && t.Epsilon == e.Question.Epsilon
            && t.StepSize != e.Question.StepSize && t.Draws == 1 && t.Steps == e.Question.Steps);
        return Plateau(e, "plateau-step-size", "no other step size finds more", "step-size-matters", settings, s =>
            $"steps of {Number(s.StepSize)} epsilon", $"steps of {Number(e.Question.StepSize)} epsilon", "--no-sweeps");
    }

    /// <summary>The largest number of draws against the one before it.</summary>
    private static Check Draws(DiagnosisEvidence e)
    {
        var settings = e.Settings(t => t.Attack == Trial.Iterated && t.Epsilon == e.Question.Epsilon && t.Draws > 1)
            .OrderBy(s => s.Draws).ToList();
        const string name = "plateau-draws", question = "more draws find nothing more", finding = "no-plateau-in-draws";
        if (settings.Count < 2)
            return Check.NotRun(name, question, finding, "the model does not draw, or only one number of draws was tried");
        var (most, fewer) = (settings[^1], settings[^2]);
        var pair = e.Compare(t => t.Setting == most, t => t.Setting == fewer);
        return new Check(name, question, Warning(pair.FirstIsBetter), $"{most.Draws} draws", new(pair.First, pair.Pairs),
            $"{fewer.Draws} draws", new(pair.Second, pair.Pairs), pair.FirstIsBetter, finding);
    }

    private static Check Plateau(DiagnosisEvidence e, string name, string question, string finding,
        IReadOnlyList<(string Attack, double Epsilon, int Steps, double StepSize, int Draws)> settings,
        Func<(string Attack, double Epsilon, int Steps, double StepSize, int Draws), string> what, string compared,
            string missing)
    {
        if (settings.Count == 0)
            return Check.NotRun(name, question, finding, $"{missing} left it out");
        var best = settings.Select(s => (s, pair: e.Compare(t => t.Setting == s, e.IsBase))).MinBy(c => c.pair.FirstIsBetter);
        double p = Math.Min(1, best.pair.FirstIsBetter * settings.Count);
        return new Check(name, question, Warning(p), what(best.s), new(best.pair.First, best.pair.Pairs), compared,
            new(best.pair.Second, best.pair.Pairs), p, finding);
    }

    /// <summary>A setting that could be better is the attacker's fault, not the model's: never graver than a warning.</summary>
    private static CheckVerdict Warning(double p) => Verdicts.Of(p) == CheckVerdict.Pass ? CheckVerdict.Pass : CheckVerdict.Warn;

    private static CheckVerdict Graded(ShareOf share, double tolerated) =>
        share.Count == 0 ? CheckVerdict.Pass : share.Value > tolerated ? CheckVerdict.Fail : CheckVerdict.Warn;

    private static string Number(double? value) => value is { } v ? v.ToString("G3", CultureInfo.InvariantCulture) : "-";
}
