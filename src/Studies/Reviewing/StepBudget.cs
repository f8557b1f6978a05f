namespace Audit.Studies.Reviewing;

/// <summary>How many images each step gets of a time.</summary>
public static class StepBudget
{
    /// <summary>A step, or several on the same images, before its images are chosen.</summary>
    /// <param name="Weight">Its part of the time, where all want more than there is; heavier ones are served first.</param>
    /// <param name="Fixed">Seconds before the first image.</param>
    /// <param name="PerImage">Seconds per image.</param>
    /// <param name="Fewest">Images below which it is not worth running.</param>
    public sealed record Want(double Weight, double Fixed, double PerImage, int Fewest);

    /// <summary>The skip of each want, a power of two; 0 where the time is not enough for the fewest images.</summary>
    /// <param name="wants">The wants.</param>
    /// <param name="count">Images of the split.</param>
    /// <param name="seconds">The time.</param>
    /// <remarks>First each gets its fewest images: a little of everything says more than much of one. Then the one that has had
    /// the least time for its weight gets twice as many, as long as that fits.</remarks>
    public static IReadOnlyList<int> Skips(IReadOnlyList<Want> wants, int count, double seconds)
    {
        int[] skips = new int[wants.Count];
        double left = seconds;
        foreach (int k in Enumerable.Range(0, wants.Count).OrderByDescending(k => wants[k].Weight))
        {
            int skip = Coarsest(wants[k], count);
            if (Cost(wants[k], count, skip) > left)
                continue;
            skips[k] = skip;
            left -= Cost(wants[k], count, skip);
        }
        while (Enumerable.Range(0, wants.Count).Where(k => skips[k] > 1 && Extra(k) <= left)
            .OrderBy(k => Cost(wants[k], count, skips[k]) / wants[k].Weight).Cast<int?>().FirstOrDefault() is { } next)
        {
            left -= Extra(next);
            skips[next] /= 2;
        }
        return skips;

        double Extra(int k) => Cost(wants[k], count, skips[k] / 2) - Cost(wants[k], count, skips[k]);
    }

    /// <summary>The fewest images that a step is run on.</summary>
    public static int Barest(Want want, int count) => Images(count, Coarsest(want, count));

    /// <summary>Images that a skip leaves.</summary>
    public static int Images(int count, int skip) => (count + skip - 1) / skip;

    /// <summary>Seconds of a want at a skip.</summary>
    public static double Cost(Want want, int count, int skip) => want.Fixed + want.PerImage * Images(count, skip);

    /// <summary>The largest power of two that leaves the fewest images.</summary>
    private static int Coarsest(Want want, int count)
    {
        int skip = 1;
        while (skip < count && Images(count, 2 * skip) >= want.Fewest)
            skip *= 2;
        return skip;
    }
}
