namespace Audit.Records.Statistics;

/// <summary>PREDICT's decision (Cohen et al. 2019, arXiv:1902.02918, section 3.2): the class with most votes, where they tell it
/// apart from the second.</summary>
public static class Prediction
{
    /// <param name="counts">Votes per class.</param>
    /// <param name="alpha">Probability with which the answer may not be the most likely class.</param>
    /// <returns>The class, the lowest of equals; null where the two top classes cannot be told apart.</returns>
    public static int? Of(IReadOnlyList<long> counts, double alpha)
    {
        int first = Top(counts);
        long nA = counts[first], nB = Enumerable.Range(0, counts.Count).Where(c => c != first).Select(c => counts[c])
            .DefaultIfEmpty(0).Max();
        // if BINOMPVALUE(nA, nA + nB, 0.5) <= alpha return cA, else ABSTAIN
        return Binomial.TwoSidedPValue(nA, nA + nB, 0.5) <= alpha ? first : null;
    }

    /// <summary>The class with most votes, the lowest of equals.</summary>
    public static int Top(IReadOnlyList<long> counts) => Enumerable.Range(0, counts.Count).MaxBy(c => counts[c]);
}
