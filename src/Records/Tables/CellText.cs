using Audit.Inputs;

namespace Audit.Records.Tables;

/// <summary>Cells as people read them, before any escaping.</summary>
internal static class CellText
{
    /// <summary>Value and interval.</summary>
    public static string Of(Cell cell) => Interval(cell) is { } interval
        ? $"{Value(cell)} {interval}{(cell as ProportionCell)?.Mark}" : Value(cell);

    /// <summary>Without the interval, and without the mark that belongs behind both.</summary>
    public static string Value(Cell cell) => cell switch
    {
        TextCell text => text.Text,
        CountCell count => Digits.Full(count.Value),
        SettingCell setting => Numbers.Size(setting.Value),
        NumberCell number => Digits.Short(number.Value),
        ProportionCell { Total: 0 } or EmptyCell => "-",
        ProportionCell share => Digits.Share(share.Value),
        IntervalCell share => Digits.Share(share.Value),
        _ => throw new InvalidOperationException($"No text for {cell.GetType().Name}."),
    };

    /// <summary>Without the interval.</summary>
    public static string Marked(Cell cell) => Value(cell) + (cell as ProportionCell)?.Mark;

    /// <summary>[low, high]; null for a cell that has none.</summary>
    public static string? Interval(Cell cell) => cell switch
    {
        ProportionCell { Total: > 0 } share => Between(share.Interval.Low, share.Interval.High),
        IntervalCell share => Between(share.Low, share.High),
        _ => null,
    };

    public static bool IsText(Table table, int column) => table.Rows.All(row => row[column] is TextCell) && table.Rows.Count > 0;

    private static string Between(double low, double high) => $"[{Digits.Share(low)}, {Digits.Share(high)}]";
}
