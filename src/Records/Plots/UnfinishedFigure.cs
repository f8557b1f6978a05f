using System.Globalization;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>A figure of runs that are not finished: it says so itself, as it may be looked at alone.</summary>
/// <param name="Inner">The figure.</param>
/// <param name="Text">What is missing.</param>
public sealed record UnfinishedFigure(Figure Inner, string Text) : Figure
{
    /// <inheritdoc/>
    public override (int Width, int Height) Size => Inner.Size;

    /// <summary>The figure itself where the runs are finished.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="runs">What it shows.</param>
    public static Figure Mark(Figure figure, IReadOnlyList<StoredRun> runs)
    {
        int missing = runs.Sum(run => run.Missing), all = runs.Sum(run => run.Manifest.Items ?? run.Records.Count);
        return missing == 0 ? figure : new UnfinishedFigure(figure, string.Create(CultureInfo.InvariantCulture,
            $"UNFINISHED: {missing} of {all} images are missing"));
    }

    /// <inheritdoc/>
    public override string Csv() => Inner.Csv();

    // A title of the plot: no figure has one of its own, and no label is in its way. Image grids plot without margins: there it
    // stands over the first picture.
    /// <inheritdoc/>
    public override string Script(string csv, string folder) => $"""
        set title {Gnuplot.Quote(Text)} textcolor rgb '{Style.Vermilion}'
        {Inner.Script(csv, folder)}
        """;
}
