using Audit.Records.Items;

namespace Audit.Records.Runs;

/// <summary>Single records as lines, for files that are no run.</summary>
public static class RecordLines
{
    /// <summary>The record of a line; null where it is none.</summary>
    public static ItemRecord? TryRead(string line)
    {
        try
        {
            return RecordJson.Parse(line, "line");
        }
        catch (RecordFormatException)
        {
            return null;
        }
    }

    /// <summary>A record as a line, without its end.</summary>
    public static string Write(ItemRecord record) => RecordJson.Line(record);
}
