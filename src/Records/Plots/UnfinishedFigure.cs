using System.Globalization;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>A figure of runs that are not finished: it says so itself, as it may be looked at alone.</summary>
public static class UnfinishedFigure
{
    /// <summary>The figure with a warning above it; as it is where the runs are finished.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="runs">What it shows.</param>
    public static Figure Mark(Figure figure, IReadOnlyList<StoredRun> runs)
    {
        int missing = runs.Sum(run => run.Missing), all = runs.Sum(run => run.Manifest.Items ?? run.Records.Count);
        return missing == 0 ? figure : figure with
        {
            Look = figure.Look with
            {
                Warning = string.Create(CultureInfo.InvariantCulture, $"UNFINISHED: {missing} of {all} images are missing"),
            },
        };
    }
}
