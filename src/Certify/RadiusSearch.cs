namespace Audit.Certify;

/// <summary>The largest region that is certified, by doubling and bisection, all images of a batch at once.</summary>
/// <remarks>Each size counts for itself: what is returned was certified at exactly that size, whether or not bounds are monotone
/// in it.</remarks>
internal static class RadiusSearch
{
    /// <summary>Where the search begins, pixel units: one grey value.</summary>
    private const double Start = 1.0 / 255;

    /// <summary>Bisections: the answer is within 1/1024 of the size at which the next larger one failed.</summary>
    private const int Halvings = 10;

    /// <param name="images">Images of the batch.</param>
    /// <param name="largest">No size above it is tried.</param>
    /// <param name="bound">Bounds at one size an image.</param>
    /// <returns>Sizes, 0 where none was certified, and the bounds there (at the smallest size that failed, where none
    /// was).</returns>
    public static (double[] Sizes, LeastMargins Bounds) Largest(int images, double largest, Func<double[], LeastMargins> bound)
    {
        double[] low = new double[images], high = [.. Enumerable.Repeat(double.PositiveInfinity, images)];
        double[] margins = [.. Enumerable.Repeat(double.NegativeInfinity, images)];
        string[] made = [.. Enumerable.Repeat("", images)];
        double[][] rows = [.. Enumerable.Repeat(Array.Empty<double>(), images)];
        void Try(Func<int, double> size)
        {
            double[] sizes = [.. Enumerable.Range(0, images).Select(size)];
            var found = bound(sizes);
            for (int k = 0; k < images; k++)
            {
                bool certified = found.Margins[k] > 0;
                if (certified && sizes[k] >= low[k])
                    (low[k], margins[k], made[k], rows[k]) = (sizes[k], found.Margins[k], found.Bounds[k], found.Rows[k]);
                else if (!certified && sizes[k] < high[k])
                    high[k] = sizes[k];
                if (low[k] == 0)
                    (margins[k], made[k], rows[k]) = (found.Margins[k], found.Bounds[k], found.Rows[k]);
            }
        }
        double Next(int k) => double.IsInfinity(high[k]) ? Math.Min(largest, low[k] == 0 ? Start : 2 * low[k])
            : Math.Max(low[k], high[k] / 2);
        while (Enumerable.Range(0, images).Any(k => double.IsInfinity(high[k]) && low[k] < largest))
            Try(Next);
        for (int i = 0; i < Halvings; i++)
            Try(k => low[k] >= largest ? largest : (low[k] + Math.Min(high[k], largest)) / 2);
        return (low, new LeastMargins(margins, made, rows));
    }
}
