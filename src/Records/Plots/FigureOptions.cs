using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Tables;
using Declare = Audit.Inputs.Settings.Declare<Audit.Records.Plots.FigureOptions>;

namespace Audit.Records.Plots;

/// <summary>Which figure, and how it is drawn.</summary>
public sealed record FigureOptions
{
    /// <summary>A name out of <see cref="FigureCatalog.Names"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Width, font, title.</summary>
    public FigureLook Look { get; init; } = new();

    /// <summary>Right end of the axis; null for what the data need.</summary>
    public double? XMax { get; init; }

    /// <summary>Images to show, by their index; null for those that the figure chooses.</summary>
    public IReadOnlyList<int>? Images { get; init; }

    /// <summary>What became of the images that are shown; null for any.</summary>
    public SpoofOutcome? Only { get; init; }

    /// <summary>Published numbers that are drawn beside the runs.</summary>
    public string? Reference { get; init; }

    /// <summary>The options as users give them.</summary>
    public static IReadOnlyList<Setting<FigureOptions>> Settings { get; } =
    [
        Declare.WordOrNone("kind", FigureCatalog.Described, o => o.Kind, (o, v) => o with { Kind = v }, FigureCatalog.Names) with
        {
            IsNeeded = true,
        },
        Declare.Grammar("width", "Width on paper, such as 3.25in: fonts are then 8 points (9 above 4in)", o => o.Look.Width,
            (o, v) => o with { Look = o.Look with { Width = v } }, PrintLength.Expected, PrintLength.Parse, v => v.ToString()),
        Declare.Grammar("font", "Family of the font", o => o.Look.Font, (o, v) => o with { Look = o.Look with { Font = v } },
            "letters, digits, spaces and dashes", Family, v => v),
        Declare.Text("title", "Title above the figure", o => o.Look.Title, (o, v) => o with { Look = o.Look with { Title = v } },
            "a title"),
        Declare.Real("xmax", "Right end of the axis of radii, sizes or budgets", o => o.XMax, (o, v) => o with { XMax = v },
            Limits.Size) with
        { For = Takes("xmax") },
        Declare.Grammar<IReadOnlyList<int>>("images", "Show these images, by their index: 17,500", o => o.Images,
            (o, v) => o with { Images = v }, "indexes with commas between them", Indexes, v => string.Join(",", v)) with
        { For = Takes("images") },
        Declare.WordOrNone("only", "Show only images of this outcome (table --kind spoof-outcomes)", o => o.Only,
            (o, v) => o with { Only = v }, ("spoofed", SpoofOutcome.Spoofed), ("weak", SpoofOutcome.Weak),
            ("abstained", SpoofOutcome.Abstained), ("right-label", SpoofOutcome.RightLabel),
            ("already-wrong", SpoofOutcome.AlreadyWrong)) with
        { For = Takes("images") },
        Declare.WordOrNone("reference", "Draw published numbers of the same data set and sigma as points", o => o.Reference,
            (o, v) => o with { Reference = v }, PublishedAccuracy.Names) with
        { For = Takes("reference") },
    ];

    private static string? Family(string text) => !string.IsNullOrWhiteSpace(text)
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-') ? text : null;

    private static IReadOnlyList<int>? Indexes(string text)
    {
        var found = new List<int>();
        foreach (string item in Numbers.Items(text))
        {
            if (!Numbers.TryCount(item, out int index))
                return null;
            found.Add(index);
        }
        return found;
    }

    private static Scope<FigureOptions> Takes(string setting)
    {
        string[] kinds = [.. FigureCatalog.Known.Where(k => k.Takes.Contains(setting)).Select(k => k.Name)];
        return new(o => kinds.Contains(o.Kind), $"--kind {string.Join(", ", kinds)}");
    }
}
