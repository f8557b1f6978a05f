using System.Globalization;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using Audit.Records.Tables;

namespace Audit.Records.Review;

/// <summary>Whether certificates can be spoofed: images made that are certified for a wrong class.</summary>
public static class SpoofClause
{
    private const string Name = "spoofs", Question = "Can certificates be spoofed, and how strongly?";

    /// <summary>The clause.</summary>
    /// <param name="runs">The runs.</param>
    public static Clause Of(VictimRuns runs)
    {
        var spoofs = runs.Spoofs.ToList();
        return spoofs.Count == 0 ? new(Name, Question, Standing.NotRun, "The Shadow Attack was not run.")
            : new(Name, Question, Standing.Measured, string.Join(" ", spoofs.Select(s => Of(s.Run, s.Records))));
    }

    private static string Of(StoredRun run, IReadOnlyList<ISpoof> records)
    {
        int wrong = records.Count(r => r.AlreadyWrong);
        ISpoof[] right = [.. records.Where(r => !r.AlreadyWrong)], certified = [.. right.Where(r => r.NaturalSide.IsCertified)];
        string unfinished = run.Missing > 0 ? $" UNFINISHED: {run.Missing} images are missing." : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{RunCells.Name(run)} ({records[0].Setting.Bound}): of the images classified correctly, "
            + $"{Share(right.Count(r => r.Spoofed), right.Length)} were spoofed: changed into images that are certified for a "
            + $"wrong class; of those certified for the right class, {Share(certified.Count(r => r.Stronger), certified.Length)} "
            + $"with at least the strength of their own certificate. {wrong} further images were already wrong and do not "
            + $"count. A certificate speaks of a ball around the image that it is given: it does not say whether that image is "
            + $"natural.{unfinished}");
    }

    private static string Share(int count, int total) => total == 0 ? "none of 0"
        : Sample.Written((double)count / total, Binomial.Interval(count, total), count, total);
}
