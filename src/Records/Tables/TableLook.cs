using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Records.Tables.TableLook>;

namespace Audit.Records.Tables;

/// <summary>How a table is printed.</summary>
public sealed record TableLook
{
    /// <summary>md, latex, csv or json.</summary>
    public string Format { get; init; } = "md";

    /// <summary>Keys of the columns to show, in this order; null for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Where intervals stand; null for what suits the format.</summary>
    public IntervalPlace? Intervals { get; init; }

    /// <summary>Caption in LaTeX, source included; null for the table's title.</summary>
    public string? Caption { get; init; }

    /// <summary>Label in LaTeX.</summary>
    public string? Label { get; init; }

    /// <summary>Width that a LaTeX table fits.</summary>
    public PrintLength Width { get; init; } = new(3.25);

    /// <summary>Characters of a line, where people read it on a terminal; null for any number.</summary>
    public int? LineLength { get; init; }

    private static readonly Scope<TableLook> Latex = new(o => o.Format == "latex", "--format latex");

    /// <summary>The options as users give them.</summary>
    public static IReadOnlyList<Setting<TableLook>> Settings { get; } =
    [
        Declare.WordOrNone("format", "md, latex, csv or json", o => o.Format, (o, v) => o with { Format = v }, TableFormat.Names),
        Declare.Grammar<IReadOnlyList<string>>("columns", "Columns to show, by their names in csv: run,sigma,acr", o => o.Columns,
            (o, v) => o with { Columns = v }, "names with commas between them", Names, v => string.Join(",", v)),
        Declare.WordOrNone("intervals", "Where intervals stand: beside, below or none", o => o.Intervals,
            (o, v) => o with { Intervals = v }, ("beside", IntervalPlace.Beside), ("below", IntervalPlace.Below),
            ("none", IntervalPlace.None)) with
        {
            For = new(o => o.Format is "md" or "latex", "--format md or latex: csv and json hold every interval"),
            Default = "md: beside, latex: below",
        },
        Declare.Text("caption", "Caption, as LaTeX source", o => o.Caption, (o, v) => o with { Caption = v }, "a caption") with
        {
            For = Latex,
            Default = "the table's title",
        },
        Declare.Grammar("label", "Label to refer to, such as tab:radii", o => o.Label, (o, v) => o with { Label = v },
            "letters, digits and :.-_", Labelled, v => v) with { For = Latex },
        Declare.Grammar("width", "Width to fit; above 4in the table spans both columns of a page", o => o.Width,
            (o, v) => o with { Width = v }, PrintLength.Expected, PrintLength.Parse, v => v.ToString()) with { For = Latex },
    ];

    private static string[]? Names(string text)
    {
        string[] names = [.. Numbers.Items(text)];
        return names.All(n => n.Length > 0) ? names : null;
    }

    private static string? Labelled(string text) => text.Length > 0
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '.' or '-' or '_') ? text : null;
}
