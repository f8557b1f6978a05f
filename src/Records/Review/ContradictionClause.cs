using System.Globalization;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Records.Review;

/// <summary>Whether any certificate was shown to be false.</summary>
public static class ContradictionClause
{
    /// <summary>A number of contradictions this unlikely under the certificates' own failure probability refutes them.</summary>
    private const double Refuting = 0.01;

    /// <summary>Name of the clause.</summary>
    public const string ClauseName = "uncontradicted certificates";

    private const string Name = ClauseName, Question = "Was any certificate contradicted?";

    /// <summary>The clause.</summary>
    /// <param name="runs">The runs.</param>
    public static Clause Of(VictimRuns runs)
    {
        var certificates = IssuedCertificate.Of(runs.OfVictim);
        int images = certificates.Select(c => c.Index).Distinct().Count();
        var examined = Examined(runs.OfVictim);
        int searched = certificates.Select(c => c.Index).Distinct().Count(examined.Contains);
        var found = ContradictionSearch.Of(runs.OfVictim);
        string counts = string.Create(CultureInfo.InvariantCulture,
            $"{searched} of {images} certified images examined by attack, {found.Count} contradicted");
        if (found.Count > 0)
            return new(Name, Question, IsRefuted(found, images) ? Standing.Refuted : Standing.Undecided,
                $"{counts}: {string.Join("; ", found.Take(5).Select(c => c.Text))}{(found.Count > 5 ? "; ..." : "")}."
                + (IsRefuted(found, images) ? "" : " So few may come from the certificates' own failure probability."));
        if (images == 0)
            return new(Name, Question, Standing.NotRun, "There are no certificates.");
        return searched == 0 ? new(Name, Question, Standing.NotRun, $"No attack looked for a counterexample: {counts}.")
            : new(Name, Question, searched == images ? Standing.Held : Standing.Undecided,
                $"{counts}. An attack that finds nothing proves nothing; it would have shown a certifier that is wrong.");
    }

    /// <summary>Images whose neighbourhood some attack searched.</summary>
    internal static IReadOnlySet<int> Examined(IEnumerable<StoredRun> runs) =>
        runs.SelectMany(run => run.Records.OfType<AttackRecord>()).Where(r => r.Certified is not null || r.Attacked)
        .Select(r => r.Index).ToHashSet();

    private static bool IsRefuted(IReadOnlyList<Contradiction> found, int images)
    {
        if (found.Any(c => c.Alpha == 0))
            return true;
        double alpha = Math.Min(0.5, found.Max(c => c.Alpha));
        return PairedTest.AtLeast(Math.Min(found.Count, images), Math.Max(images, found.Count), alpha) <= Refuting;
    }
}
