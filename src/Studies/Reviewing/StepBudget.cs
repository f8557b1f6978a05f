namespace Audit.Studies.Reviewing;

/// <summary>How many images each step gets of a time.</summary>
public static class StepBudget
{
    /// <summary>A step, or several on the same images, before its images are chosen.</summary>
    /// <param name="Weight">Its part of the time, where all want more than there is.</param>
    /// <param name="Fixed">Seconds before the first image.</param>
    /// <param name="PerImage">Seconds per image.</param>
    /// <param name="Fewest">Images that one would want at least.</param>
    /// <param name="Least">Smallest skip that it may take.</param>
    /// <param name="Bare">Images below which it is not worth running; the wanted ones where nothing is said.</param>
    public sealed record Want(double Weight, double Fixed, double PerImage, int Fewest, int Least = 1, int? Bare = null);

    /// <summary>The skip of each want, a power of two; 0 where the time is not enough for the barest number of images.</summary>
    /// <param name="wants">The wants.</param>
    /// <param name="count">Images of the split.</param>
    /// <param name="seconds">The time.</param>
    /// <remarks>The cheapest are served first: what they leave goes to the others by weight. Where the wanted images do not fit,
    /// fewer are better than none: the intervals say how few they were.</remarks>
    public static IReadOnlyList<int> Skips(IReadOnlyList<Want> wants, int count, double seconds)
    {
        int[] skips = new int[wants.Count];
        double left = seconds, weights = wants.Sum(w => w.Weight);
        foreach (int k in Enumerable.Range(0, wants.Count).OrderBy(k => Cost(wants[k], count, wants[k].Least) / wants[k].Weight))
        {
            double share = weights > 0 ? left * wants[k].Weight / weights : 0;
            weights -= wants[k].Weight;
            int skip = wants[k].Least;
            while (skip < count && Cost(wants[k], count, skip) > share)
                skip *= 2;
            if (Cost(wants[k], count, skip) > share || Images(count, skip) < Math.Min(wants[k].Fewest, count))
                continue;
            skips[k] = skip;
            left -= Cost(wants[k], count, skip);
        }
        foreach (int k in Enumerable.Range(0, wants.Count).Where(k => skips[k] == 0).OrderByDescending(k => wants[k].Weight))
        {
            double share = left * wants[k].Weight / wants.Where((_, j) => skips[j] == 0).Sum(w => w.Weight);
            skips[k] = Few(wants[k], count, share, left);
            left -= skips[k] == 0 ? 0 : Cost(wants[k], count, skips[k]);
        }
        // What is left: first a step that had no time at all, then twice the images where that fits.
        for (bool more = true; more;)
        {
            more = false;
            foreach (int k in Enumerable.Range(0, wants.Count).OrderBy(k => skips[k] > 0).ThenByDescending(k => wants[k].Weight))
            {
                int next = skips[k] == 0 ? Coarsest(wants[k], count, wants[k].Bare ?? wants[k].Fewest) : skips[k] / 2;
                double extra = next < wants[k].Least ? double.PositiveInfinity
                    : Cost(wants[k], count, next) - (skips[k] == 0 ? 0 : Cost(wants[k], count, skips[k]));
                if (extra > left)
                    continue;
                (skips[k], left, more) = (next, left - extra, true);
            }
        }
        return skips;
    }

    /// <summary>The skip of a step that cannot have the images that one would want: as many as its share pays for, or the barest
    /// number where all that is left pays for them; 0 for none.</summary>
    private static int Few(Want want, int count, double share, double left)
    {
        int barest = Coarsest(want, count, want.Bare ?? want.Fewest), skip = want.Least;
        while (skip < barest && Cost(want, count, skip) > share)
            skip *= 2;
        return Cost(want, count, skip) <= share || Cost(want, count, skip) <= left && skip == barest ? skip : 0;
    }

    /// <summary>The largest power of two that leaves this many images.</summary>
    private static int Coarsest(Want want, int count, int images)
    {
        int skip = want.Least;
        while (skip < count && Images(count, 2 * skip) >= images)
            skip *= 2;
        return skip;
    }

    /// <summary>Images that a skip leaves.</summary>
    public static int Images(int count, int skip) => (count + skip - 1) / skip;

    /// <summary>Seconds of a want at a skip.</summary>
    public static double Cost(Want want, int count, int skip) => want.Fixed + want.PerImage * Images(count, skip);
}
