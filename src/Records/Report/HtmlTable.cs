using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Records.Tables;

namespace Audit.Records.Report;

/// <summary>A table of a page: sorts by its headings, filters from a few rows on.</summary>
internal static class HtmlTable
{
    private const int RowsToFilter = 6, WideText = 40;

    /// <param name="page">Where it is written.</param>
    /// <param name="table">The table.</param>
    /// <param name="id">Its id on the page; never from a file.</param>
    public static void Write(Html page, Table table, string id)
    {
        foreach (string warning in table.Warnings)
            page.Element("p", warning, ("class", "warning"));
        if (table.Rows.Count >= RowsToFilter)
            page.Void("input", ("class", "filter"), ("type", "search"), ("data-table", id), ("placeholder", "Filter rows"),
                ("aria-label", $"Filter the rows of: {table.Title}"));
        bool[] left = [.. table.Columns.Select((_, j) => CellText.IsText(table, j))];
        page.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", table.Title))
            .Open("table", ("class", "sortable"), ("id", id)).Element("caption", table.Title).Open("thead").Open("tr");
        foreach (var (column, j) in table.Columns.Select((c, j) => (c, j)))
            page.Open("th", ("scope", "col"), ("class", left[j] ? "text" : "number")).Open("button", ("type", "button"))
                .Text(column.Header).Close().Close();
        page.Close().Close().Open("tbody");
        foreach (var row in table.Rows)
        {
            page.Open("tr");
            foreach (var (cell, j) in row.Select((c, j) => (c, j)))
                Write(page, table.Columns[j], cell, left[j]);
            page.Close();
        }
        page.Close().Close().Close();
        if (table.Notes.Count == 0)
            return;
        page.Open("ul", ("class", "notes"));
        foreach (string note in table.Notes)
            page.Element("li", note);
        page.Close();
    }

    private static void Write(Html page, Column column, Cell cell, bool left)
    {
        string text = CellText.Of(cell);
        string kind = left ? text.Length > WideText ? "text wide" : "text" : "number";
        page.Element("td", text, ("class", kind), ("data-v", Sorted(CellValue.Of(column, cell).FirstOrDefault())));
    }

    private static string Sorted(JsonNode? value) => value is not JsonValue v ? ""
        : v.TryGetValue(out double number) ? number.ToString("R", CultureInfo.InvariantCulture)
        : v.TryGetValue(out long count) ? count.ToString(CultureInfo.InvariantCulture) : v.ToString();
}
