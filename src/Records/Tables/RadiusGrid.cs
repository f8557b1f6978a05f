namespace Audit.Records.Tables;

/// <summary>The radii that a table shows when none were asked for.</summary>
internal static class RadiusGrid
{
    private const double Step = 0.25;
    private const int MostSteps = 64;

    /// <summary>Every radius that a run decided about and, if some run is good at all radii, 0, 0.25, ... up to the largest
    /// ceiling (in wider steps where it is above 16).</summary>
    public static double[] Of(IReadOnlyList<RunCells> starts)
    {
        double[] decided = [.. starts.SelectMany(start => start.Decided())];
        RunCells[] everywhere = [.. starts.Where(start => start.Decided().Count == 0)];
        return [.. decided.Concat(everywhere.Length == 0 ? [] : Steps(everywhere.Max(start => start.Ceiling) ?? 0)).Distinct()
            .Order()];
    }

    private static IEnumerable<double> Steps(double ceiling)
    {
        double step = Step;
        while (ceiling / step > MostSteps)
            step *= 2;
        return Enumerable.Range(0, (int)Math.Floor(ceiling / step) + 1).Select(i => i * step);
    }
}
