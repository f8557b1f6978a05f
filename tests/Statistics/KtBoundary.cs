using Audit.Records.Statistics;

namespace Audit.Tests.Statistics;

/// <summary>When a stream of votes decides about one p0, as counts: made once, so that simulations only compare
/// integers.</summary>
internal sealed class KtBoundary
{
    /// <summary>Fewest votes for the class that certify after n; n + 1 where none do.</summary>
    public int[] Certify { get; }

    /// <summary>Most votes for the class that show it not certifiable after n; -1 where none do.</summary>
    public int[] Refute { get; }

    /// <param name="miss">1 - p0.</param>
    public KtBoundary(double miss, int cap, double alpha)
    {
        Certify = new int[cap + 1];
        Refute = new int[cap + 1];
        (Certify[0], Refute[0]) = (1, -1);
        for (int n = 1; n <= cap; n++)
        {
            int high = Certify[n - 1], low = Refute[n - 1];
            while (high <= n && !Certified(high, n))
                high++;
            while (high > 0 && high <= n + 1 && Certified(high - 1, n))
                high--;
            while (low < n && Refuted(low + 1, n))
                low++;
            while (low >= 0 && !Refuted(low, n))
                low--;
            (Certify[n], Refute[n]) = (high, low);
        }

        bool Certified(int k, int n) => n - k < miss * n && KtRatio.Rejects(n - k, n, miss, alpha);
        bool Refuted(int k, int n) => n - k > miss * n && KtRatio.Rejects(n - k, n, miss, alpha);
    }

    public int Cap => Certify.Length - 1;

    /// <summary>Exact probabilities that a stream of rate p certifies, and that it refutes, at any sample up to the
    /// cap.</summary>
    public (double Certified, double Refuted) Crossing(double p)
    {
        double[] alive = new double[Cap + 2];
        alive[0] = 1;
        double certified = 0, refuted = 0;
        for (int n = 1; n <= Cap; n++)
        {
            for (int k = n; k >= 0; k--)
            {
                alive[k] = alive[k] * (1 - p) + (k > 0 ? alive[k - 1] * p : 0);
                if (k >= Certify[n])
                    (certified, alive[k]) = (certified + alive[k], 0);
                else if (k <= Refute[n])
                    (refuted, alive[k]) = (refuted + alive[k], 0);
            }
        }

        return (certified, refuted);
    }
}
