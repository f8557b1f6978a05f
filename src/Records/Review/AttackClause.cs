using System.Globalization;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using Audit.Records.Tables;

namespace Audit.Records.Review;

/// <summary>How many images an attack leaves standing: an upper bound on what any certificate could show.</summary>
public static class AttackClause
{
    private const string Name = "attack", Question = "Does the model stand up to attack?";

    /// <summary>The images of one run, each by the worst of the attacks that hold all of them.</summary>
    private sealed record Outcome(Norm Norm, double Size, int Images, int Standing, double Low, double High, double Constant,
        string By);

    /// <summary>The clause.</summary>
    /// <param name="claim">The claim; null where none was made.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="gradient">What the diagnosis of gradients says.</param>
    public static Clause Of(Claim? claim, VictimRuns runs, Clause gradient)
    {
        var attacks = runs.Attacks.Where(a => a.Records[0].Certified is null && a.Records[0].Epsilon is not null
            && (claim is null || (a.Records[0].Norm == claim.Norm && a.Records[0].Epsilon <= claim.Size))).ToList();
        if (attacks.Count == 0)
            return new(Name, Question, Standing.NotRun, claim is null ? "No attack was run."
                : $"No attack was run within {claim.Ball}.");
        double confidence = 1 - 0.05 / attacks.Count;
        Outcome[] outcomes = [.. attacks.Select(a => OutcomeOf(a, attacks, confidence))
            .DistinctBy(o => (o.Norm, o.Size, o.Images, o.Standing))];
        var lowest = outcomes.MinBy(o => o.High)!;
        bool refuted = claim is not null && lowest.High < (claim.Share ?? lowest.Constant);
        string against = claim is null ? "" : refuted
            ? string.Create(CultureInfo.InvariantCulture, $", less than {Needed(claim, lowest)}")
            : "; an attack that fails proves nothing";
        string doubt = gradient.Standing == Standing.Refuted
            ? " The gradients are obfuscated (below): stronger attacks may leave fewer." : gradient.Standing == Standing.NotRun
            ? " Whether its gradients are honest was not looked at." : "";
        return new(Name, Question, refuted ? Standing.Refuted : Standing.Measured,
            $"Right and still right under attack {string.Join("; ", (claim is null ? outcomes : [lowest]).Select(Text))}"
            + $"{against}.{doubt}");
    }

    private static string Needed(Claim claim, Outcome outcome) => string.Create(CultureInfo.InvariantCulture,
        $"{(claim.Share is { } share ? $"the claimed {share:F4}"
            : $"the {outcome.Constant:F4} that one constant answer would get right")}");

    private static string Text(Outcome o) => string.Create(CultureInfo.InvariantCulture,
        $"within {o.Norm.Title()} {Inputs.Numbers.Size(o.Size)}: "
        + $"{Sample.Written((double)o.Standing / o.Images, (o.Low, o.High), o.Standing, o.Images)} by {o.By}");

    private static Outcome OutcomeOf((StoredRun Run, IReadOnlyList<AttackRecord> Records) attack,
        List<(StoredRun Run, IReadOnlyList<AttackRecord> Records)> all, double confidence)
    {
        var (run, own) = attack;
        HashSet<int> images = [.. own.Select(r => r.Index)];
        var covering = all.Where(a => a.Records[0].Norm == own[0].Norm && a.Records[0].Epsilon <= own[0].Epsilon
            && (a.Run == run || a.Records.Select(r => r.Index).ToHashSet().IsSupersetOf(images))).ToList();
        HashSet<int> broken = [.. covering.SelectMany(a => a.Records).Where(r => images.Contains(r.Index) && IsBroken(r))
            .Select(r => r.Index)];
        var sample = Sample.Of(run);
        double alpha = covering.Max(a => a.Run.Manifest.Number("alpha") ?? 0);
        var (low, high) = Interval(sample, broken.Count, images.Count, alpha * covering.Count, confidence);
        return new(own[0].Norm, own[0].Epsilon!.Value, images.Count, images.Count - broken.Count, low, high,
            (double)own.GroupBy(r => r.Label).Max(g => g.Count()) / own.Count,
            string.Join(" and ", covering.Select(a => $"{a.Records[0].Attack} ({RunCells.Name(a.Run)})")));
    }

    /// <summary>A wrong class was seen: of the image itself, or inside the budget, be it once of several times. An abstention is
    /// none.</summary>
    internal static bool IsBroken(AttackRecord r) => (r.Clean is int clean && clean != r.Label)
        || r.Unrepeated || (r.Adversarial is int found && found != r.Label && r.IsInside);

    /// <summary>Share of images left standing; judgements of random victims are wrong with a small probability, which is
    /// allowed for.</summary>
    private static (double Low, double High) Interval(Sample sample, int broken, int images, double alpha, double confidence)
    {
        if (sample.IsWhole)
        {
            long wrong = alpha > 0 ? CertifiedShare.MostFalse(images, Math.Min(0.5, alpha), confidence) : 0;
            return ((double)(images - broken) / images, 1 - Math.Max(0, broken - wrong) / (double)images);
        }
        double side = (1 - confidence) / 2;
        double least = (Binomial.LowerBound(broken, images, side) - alpha) / (1 - Math.Min(0.5, alpha));
        return (1 - Binomial.UpperBound(broken, images, side), 1 - Math.Max(0, least));
    }
}
