namespace Audit.Shadow;

/// <summary>One round of successive halving: some targets of each image climb on, with some noisy copies at each step.</summary>
/// <remarks>Successive halving: Jamieson and Talwalkar 2016, arXiv:1502.07943, section 3; here the budget of a round is steps
/// times copies, so that the gradient becomes exact as the ascent converges.</remarks>
/// <param name="Index">Which round, from 0: its noise is its own.</param>
/// <param name="Targets">Most targets of an image that take part.</param>
/// <param name="Steps">Steps of each.</param>
/// <param name="Copies">Noisy copies at each step.</param>
public sealed record SearchRound(int Index, int Targets, int Steps, int Copies)
{
    /// <summary>Targets that are dropped after a round, as a divisor of those that took part.</summary>
    private const int Divisor = 3;

    /// <summary>A schedule that ends with one target: each round takes twice the steps and up to four times the copies of the one
    /// before it, for a third of the targets.</summary>
    /// <param name="halvings">Rounds before the last.</param>
    /// <param name="targets">Targets of an image.</param>
    /// <param name="steps">Steps of the target that stays to the end.</param>
    /// <param name="copies">Copies of the last round.</param>
    public static IReadOnlyList<SearchRound> Schedule(int halvings, int targets, int steps, int copies)
    {
        var rounds = new List<SearchRound>();
        int left = steps, shares = (1 << (halvings + 1)) - 1;
        for (int k = 0; k <= halvings; k++)
        {
            int own = k == halvings ? left : Math.Min(left, (int)Math.Round(steps * (double)(1 << k) / shares));
            left -= own;
            // The last round has one target, the one before it three, ...
            int most = rounds.Count == 0 ? targets : (int)Math.Min(targets, Math.Pow(Divisor, halvings - k));
            if (own > 0)
                rounds.Add(new(k, most, own, (int)Math.Max(1, Math.Round(copies / Math.Pow(4, halvings - k)))));
        }
        return rounds;
    }
}
