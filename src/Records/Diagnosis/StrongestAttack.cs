using System.Globalization;
using Audit.Records.Items;
using Audit.Records.Statistics;

namespace Audit.Records.Diagnosis;

/// <summary>Whether the strongest attack at hand finds more than the standard one: without it no verdict is better than
/// inconclusive.</summary>
/// <remarks>
/// An ensemble finds a little more than projected gradient on honest networks too. It is held against the evaluation where more
/// than <see cref="Slight"/> of the probed images fall to it alone (warn), and where more than <see cref="Grave"/> do (fail),
/// each
/// beyond chance by a binomial test.
/// </remarks>
internal static class StrongestAttack
{
    /// <summary>Name of the check.</summary>
    public const string Name = "strongest-attack";

    /// <summary>Share of the probed images that an ensemble may win beyond the standard attack without comment.</summary>
    public const double Slight = 0.02;

    /// <summary>Share beyond which the accuracy of the standard attack is not the model's.</summary>
    public const double Grave = 0.05;

    private const string Question = "the strongest attack finds little more than the standard one";
    private const string Finding = "stronger-attack-wins";

    /// <summary>The check.</summary>
    public static Check Of(DiagnosisEvidence e)
    {
        if (e.Probed == 0)
            return Check.NotRun(Name, Question, Finding, "no image is classified correctly");
        var standard = e.Of(e.IsBase);
        var tried = e.Of(t => t.Attack == Trial.Ensemble);
        int standing = standard.Count(t => t?.Fooled != true), missed = standard.Zip(tried).Count(pair =>
            pair.First?.Fooled != true
            && pair.Second is null);
        if (missed > 0)
            return Check.NotRun(Name, Question, Finding, tried.All(t => t is null)
                ? "--ensemble 0 left it out, or the run is of a "
                + "version before it" : string.Create(CultureInfo.InvariantCulture,
                $"{missed} of the {standing} standing images lack it"));
        int found = standard.Zip(tried).Count(pair => pair.First?.Fooled != true && pair.Second?.Fooled == true);
        double slight = PairedTest.AtLeast(found, e.Probed, Slight), grave = PairedTest.AtLeast(found, e.Probed, Grave);
        var verdict = grave <= Verdicts.FailBelow ? CheckVerdict.Fail : slight <= Verdicts.WarnBelow ? CheckVerdict.Warn
            : CheckVerdict.Pass;
        return new Check(Name, Question, verdict, "found by the ensemble where the standard attack failed", new(found, e.Probed),
            string.Create(CultureInfo.InvariantCulture, $"tolerated: {100 * Slight:G3} %, fail beyond {100 * Grave:G3} %"), null,
            verdict == CheckVerdict.Fail ? grave : slight, Finding,
            string.Create(CultureInfo.InvariantCulture, $"tried on the {standing} images that the standard attack left "
                + $"standing"));
    }
}
