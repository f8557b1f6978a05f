using System.Globalization;
using Audit.Records.Items;
using Audit.Records.Statistics;

namespace Audit.Records.Diagnosis;

/// <summary>The five signs of obfuscated gradients, each as a pair of measurements on the same images.</summary>
/// <remarks>Source: Athalye, Carlini and Wagner 2018, arXiv:1802.00420, section 3.1. Differs: "better" is decided by exact paired
/// tests.</remarks>
public static class FiveChecks
{
    /// <summary>All five, in the paper's order.</summary>
    public static IReadOnlyList<Check> Of(DiagnosisEvidence evidence) =>
        [OneStep(evidence), BlackBox(evidence), Unbounded(evidence), RandomSearch(evidence), LargerBudget(evidence)];

    private static Check OneStep(DiagnosisEvidence e)
    {
        const string name = "one-step", question = "one step is no better than many", finding = "one-step-beats-iterative";
        return Better(e, name, question, finding, t => t.Attack == Trial.OneStep && t.Epsilon == e.Question.Epsilon, "one step",
            "no one-step trial");
    }

    private static Check BlackBox(DiagnosisEvidence e)
    {
        const string name = "black-box", question = "a black-box attack is no better than gradients",
            finding = "black-box-beats-white-box";
        return Better(e, name, question, finding, t => t.Attack == Trial.BlackBox, "search by scores", "--queries 0 left it out");
    }

    internal static Check Better(DiagnosisEvidence e, string name, string question, string finding, Func<Trial, bool> which,
        string first, string missing)
    {
        var pair = e.Compare(which, e.IsBase);
        if (pair.Pairs == 0)
            return Check.NotRun(name, question, finding, e.Probed == 0 ? "no image is classified correctly" : missing);
        double p = pair.FirstIsBetter;
        return new Check(name, question, Verdicts.Of(p), first, new(pair.First, pair.Pairs), "iterated",
            new(pair.Second, pair.Pairs), p, finding,
            $"alone: {pair.OnlyFirst} against {pair.OnlySecond}");
    }

    private static Check Unbounded(DiagnosisEvidence e)
    {
        const string name = "unbounded", question = "without a budget every image falls", finding = "unbounded-attack-fails";
        var trials = e.Of(t => t.Attack == Trial.Unbounded).OfType<Trial>().ToList();
        return trials.Count == 0
            ? Check.NotRun(name, question, finding, "no image is classified correctly")
            : Never(name, question, finding, "left standing by unbounded", trials.Count(t => !t.Fooled), trials.Count);
    }

    private static Check RandomSearch(DiagnosisEvidence e)
    {
        const string name = "random-search", question = "random search finds nothing that gradients missed",
            finding = "random-search-beats-gradients";
        if (e.Probed == 0)
            return Check.NotRun(name, question, finding, "no image is classified correctly");
        var tried = e.Of(t => t.Attack == Trial.RandomSearch).OfType<Trial>().ToList();
        if (tried.Count > 0)
            return Never(name, question, finding, "found by random search where iterated failed", tried.Count(t => t.Fooled),
                tried.Count);
        return e.Of(e.IsBase).All(t => t?.Fooled == true)
            ? new Check(name, question, CheckVerdict.Pass, "found by random search where iterated failed", new(0, 0), "", null,
            null, finding, "the iterated attack left no image standing")
            : Check.NotRun(name, question, finding, "--random 0 left it out");
    }

    /// <summary>A larger ball contains the smaller one: success must rise from the smallest budget to the largest, and never fall
    /// between.</summary>
    private static Check LargerBudget(DiagnosisEvidence e)
    {
        const string name = "larger-budget", question = "a larger budget helps the attack",
            finding = "larger-budget-does-not-help";
        double[] budgets = [.. e.Settings(t => OnCurve(e, t)).Select(s => s.Epsilon).Order()];
        if (e.Probed == 0 || budgets.Length < 2)
            return Check.NotRun(name, question, finding, e.Probed == 0 ? "no image is classified correctly"
                : "fewer than two budgets");
        Func<Trial, bool> At(double epsilon) => t => OnCurve(e, t) && t.Epsilon == epsilon;
        var falls = budgets.Zip(budgets.Skip(1), (small, large) => (small, large, pair: e.Compare(At(small), At(large))))
            .MinBy(step => step.pair.FirstIsBetter);
        // The worst of several pairs is looked at: its p-value times their number (Bonferroni).
        double falling = Math.Min(1, falls.pair.FirstIsBetter * (budgets.Length - 1));
        if (Verdicts.Of(falling) != CheckVerdict.Pass)
        {
            return new Check(name, question, Verdicts.Of(falling), $"iterated at {Number(falls.small)}",
                new(falls.pair.First, falls.pair.Pairs),
                $"iterated at {Number(falls.large)}", new(falls.pair.Second, falls.pair.Pairs), falling, finding,
                    "success falls as the budget grows");
        }
        var ends = e.Compare(At(budgets[0]), At(budgets[^1]));
        // Flat is only strange where there was room: seven images are the fewest that could show a rise at the 1 % level.
        bool flat = ends.Pairs - ends.First >= 7 && !(ends.SecondIsBetter <= Verdicts.WarnBelow);
        return new Check(name, question, flat ? CheckVerdict.Fail : CheckVerdict.Pass, $"iterated at {Number(budgets[0])}",
            new(ends.First, ends.Pairs),
            $"iterated at {Number(budgets[^1])}", new(ends.Second, ends.Pairs), flat ? null : falling, finding,
            flat ? "success does not rise from the smallest budget to the largest" : null);
    }

    internal static bool OnCurve(DiagnosisEvidence e, Trial t) =>
        t.Attack == Trial.Iterated && t.Steps == e.Question.Steps && t.StepSize == e.Question.StepSize && t.Draws == 1;

    private static Check Never(string name, string question, string finding, string what, int count, int total)
    {
        double p = PairedTest.AtLeast(count, total, Verdicts.Tolerated);
        // One case is already strange, several are proof.
        var verdict = count == 0 ? CheckVerdict.Pass : p <= Verdicts.FailBelow ? CheckVerdict.Fail : CheckVerdict.Warn;
        return new Check(name, question, verdict, what, new(count, total), $"tolerated: {Number(100 * Verdicts.Tolerated)} %",
            null, p, finding);
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
