namespace Audit.Records.Statistics;

/// <summary>Several hypotheses at once, with one error probability for all of them (Holm 1979).</summary>
public static class Holm
{
    /// <summary>Which hypotheses are rejected; any true one among them with probability at most <paramref
    /// name="alpha"/>.</summary>
    /// <remarks>In order of their p-values, the i-th of m (from 0) is compared to alpha / (m - i) until one fails. If a true
    /// hypothesis is rejected, then the first true one had a p-value of at most alpha over the number of true ones, whatever
    /// the dependence: Bonferroni bounds that by alpha.</remarks>
    /// <param name="pValues">Each at most u with probability at most u under its hypothesis.</param>
    /// <returns>For each p-value, in the given order, whether its hypothesis is rejected.</returns>
    public static bool[] Rejects(IReadOnlyList<double> pValues, double alpha)
    {
        bool[] rejected = new bool[pValues.Count];
        int remaining = pValues.Count;
        foreach (int i in Enumerable.Range(0, pValues.Count).OrderBy(i => double.IsNaN(pValues[i]) ? 1 : pValues[i]))
        {
            // False for NaN, which proves nothing.
            if (!(pValues[i] <= alpha / remaining))
                break;
            rejected[i] = true;
            remaining--;
        }

        return rejected;
    }
}
