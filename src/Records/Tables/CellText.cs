using Audit.Inputs;

namespace Audit.Records.Tables;

/// <summary>Cells as people read them, before any escaping.</summary>
internal static class CellText
{
    public static string Of(Cell cell) => cell switch
    {
        TextCell text => text.Text,
        CountCell count => Digits.Full(count.Value),
        SettingCell setting => Numbers.Size(setting.Value),
        NumberCell number => Digits.Short(number.Value),
        ProportionCell { Total: 0 } or EmptyCell => "-",
        ProportionCell share =>
            $"{Digits.Share(share.Value)} [{Digits.Share(share.Interval.Low)}, {Digits.Share(share.Interval.High)}]{share.Mark}",
        IntervalCell share => $"{Digits.Share(share.Value)} [{Digits.Share(share.Low)}, {Digits.Share(share.High)}]",
        _ => throw new InvalidOperationException($"No text for {cell.GetType().Name}."),
    };

    public static bool IsText(Table table, int column) => table.Rows.All(row => row[column] is TextCell) && table.Rows.Count > 0;
}
