using Audit.Inputs;

namespace Audit.Records.Tables;

/// <summary>Cells from values that may be missing.</summary>
public static class Cells
{
    private const int LongestText = 300;

    /// <summary>Nothing to report.</summary>
    public static Cell Empty { get; } = new EmptyCell();

    /// <summary>A name, fit to be printed; "-" where there is none.</summary>
    public static Cell Text(string? text) => new TextCell(Shown.Text(text ?? "-", LongestText));

    /// <summary>A count; empty where there is none.</summary>
    public static Cell Count(long? value) => value is long v ? new CountCell(v) : Empty;

    /// <summary>A setting, printed exactly as it was given; empty where there is none.</summary>
    public static Cell Setting(double? value) => value is double v ? new SettingCell(v) : Empty;

    /// <summary>A measured value; empty where there is none.</summary>
    public static Cell Number(double? value) => value is double v ? new NumberCell(v) : Empty;

    /// <summary>A share of a fixed number of items.</summary>
    public static Cell Share(long successes, long total) => new ProportionCell(successes, total);

    /// <summary>A statistic of values; empty where there are none.</summary>
    public static Cell Statistic(double[] values, Func<double[], double> statistic) =>
        values.Length == 0 ? Empty : new NumberCell(statistic(values));
}
