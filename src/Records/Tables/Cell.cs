using Audit.Records.Statistics;

namespace Audit.Records.Tables;

/// <summary>One typed value of a table; how it looks is the renderer's affair.</summary>
public abstract record Cell;

/// <summary>A name.</summary>
public sealed record TextCell(string Text) : Cell;

/// <summary>A count, printed whole.</summary>
public sealed record CountCell(long Value) : Cell;

/// <summary>A setting such as sigma, printed exactly as it was given.</summary>
public sealed record SettingCell(double Value) : Cell;

/// <summary>A measured value, printed to four significant digits in text.</summary>
public sealed record NumberCell(double Value) : Cell;

/// <summary>Nothing to report, for example the mean of no values.</summary>
public sealed record EmptyCell : Cell;

/// <summary>A share of a fixed number of items; it never appears without its 95 % Clopper-Pearson interval.</summary>
public sealed record ProportionCell(long Successes, long Total) : Cell
{
    /// <summary>Set behind the value where people read it; the table's notes say what it means.</summary>
    public string Mark { get; init; } = "";

    /// <summary>Successes over total; NaN of nothing.</summary>
    public double Value => Total == 0 ? double.NaN : (double)Successes / Total;

    public (double Low, double High) Interval => Binomial.Interval(Successes, Total);
}

/// <summary>A share that is no count over a total, such as a mean over models; it too never appears without its
/// interval.</summary>
public sealed record IntervalCell(double Value, double Low, double High) : Cell;
