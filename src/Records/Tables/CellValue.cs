using System.Text.Json.Nodes;

namespace Audit.Records.Tables;

/// <summary>Cells as programs read them: named values in full precision, a proportion as three.</summary>
internal static class CellValue
{
    public static IEnumerable<string> Keys(Column column) =>
        column.IsProportion ? [column.Key, column.Key + "_low", column.Key + "_high"] : [column.Key];

    /// <summary>One value for each key of the column; null where there is none.</summary>
    public static IEnumerable<JsonNode?> Of(Column column, Cell cell) => cell switch
    {
        ProportionCell { Total: 0 } share => [null, share.Interval.Low, share.Interval.High],
        ProportionCell share => [share.Value, share.Interval.Low, share.Interval.High],
        IntervalCell share => [share.Value, share.Low, share.High],
        EmptyCell => Keys(column).Select(_ => (JsonNode?)null),
        TextCell text => [text.Text],
        CountCell count => [count.Value],
        SettingCell setting => [setting.Value],
        NumberCell number => [double.IsFinite(number.Value) ? number.Value : null],
        _ => throw new InvalidOperationException($"No value for {cell.GetType().Name}."),
    };
}
