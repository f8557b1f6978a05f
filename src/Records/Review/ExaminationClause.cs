using System.Globalization;
using Audit.Records.Runs;

namespace Audit.Records.Review;

/// <summary>Whether each image that bears the claim out was also attacked within the claimed ball.</summary>
public static class ExaminationClause
{
    private const string Name = "examination", Question = "Was every certificate behind it attacked within the claimed ball?";

    /// <summary>The clause.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="counted">The images that count as certified.</param>
    public static Clause Of(Claim claim, VictimRuns runs, IReadOnlySet<int> counted)
    {
        // The ball of a smoothed certificate is open: the attack stays one step of a double below its radius.
        double least = Math.BitDecrement(claim.Size);
        HashSet<int> attacked = [.. runs.Attacks.SelectMany(a => a.Records)
            .Where(r => (r.Certified is not null || r.Attacked) && r.Norm == claim.Norm && r.Epsilon >= least
                && r.Target is null).Select(r => r.Index)];
        int searched = counted.Count(attacked.Contains);
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{searched} of the {counted.Count} images that count as certified were attacked within {claim.Ball}.");
        return counted.Count == 0 ? new(Name, Question, Standing.NotRun, "No image counts as certified.")
            : searched == 0 ? new(Name, Question, Standing.NotRun, text)
            : new(Name, Question, searched == counted.Count ? Standing.Held : Standing.Undecided, text);
    }
}
