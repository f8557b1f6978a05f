using System.Text;
using System.Xml;
using System.Xml.Linq;
using Audit.Inputs;
using Audit.Records.Plots;

namespace Audit.Records.Report;

/// <summary>A figure's SVG as part of a page: what draws is kept, all that could act, load or restyle is left out.</summary>
public static class InlineSvg
{
    private const string Svg = "http://www.w3.org/2000/svg", XLink = "http://www.w3.org/1999/xlink";

    private static readonly HashSet<string> Elements =
        ["svg", "g", "path", "rect", "circle", "polygon", "polyline", "line", "text", "tspan", "use", "defs", "clipPath",
            "image"];

    private static readonly HashSet<string> Attributes =
    [
        "width", "height", "viewBox", "x", "y", "x1", "y1", "x2", "y2", "r", "cx", "cy", "d", "points", "transform", "fill",
        "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray",
        "stroke-opacity", "opacity", "color", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "id",
        "clip-path", "preserveAspectRatio", "dy", "dx",
    ];

    /// <summary>The figure as markup for a page.</summary>
    /// <param name="svg">The SVG file's text.</param>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    /// <param name="prefix">What sets its ids apart from those of other figures of the page.</param>
    /// <exception cref="PlotException">It is no SVG.</exception>
    public static string Clean(string svg, string title, string prefix)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(svg),
                new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            var root = XDocument.Load(reader).Root;
            if (root is null || root.Name.LocalName != "svg" || root.Name.NamespaceName != Svg)
                throw new PlotException("a figure that is no SVG");
            var kept = Kept(root, prefix)!;
            kept.SetAttributeValue("role", "img");
            kept.SetAttributeValue("aria-label", Shown.Printable(title));
            StringBuilder text = new();
            using (var writer = XmlWriter.Create(text, new() { OmitXmlDeclaration = true }))
                kept.WriteTo(writer);
            return text.ToString();
        }
        catch (XmlException e)
        {
            throw new PlotException($"a figure that is no SVG: {e.Message}", e);
        }
    }

    private static XElement? Kept(XElement element, string prefix)
    {
        string name = element.Name.LocalName;
        if (element.Name.NamespaceName != Svg || !Elements.Contains(name))
            return null;
        XElement kept = new(XName.Get(name, Svg));
        foreach (var attribute in element.Attributes())
        {
            if (Value(attribute, name, prefix) is { } value)
                kept.SetAttributeValue(attribute.Name.LocalName, value);
        }
        foreach (var node in element.Nodes())
        {
            if (node is XElement child)
                kept.Add(Kept(child, prefix));
            else if (node is XText text && name is "text" or "tspan")
                kept.Add(new XText(((XText)node).Value));
        }
        return kept;
    }

    /// <summary>The value that an attribute keeps; null where it is left out.</summary>
    private static string? Value(XAttribute attribute, string element, string prefix)
    {
        string name = attribute.Name.LocalName, value = attribute.Value;
        if (name == "href" && attribute.Name.NamespaceName is "" or XLink)
            return element == "use" && value.StartsWith('#') ? $"#{prefix}{value[1..]}"
                : element == "image" && value.StartsWith("data:image/png;base64,", StringComparison.Ordinal) ? value : null;
        if (attribute.Name.NamespaceName.Length > 0 || !Attributes.Contains(name))
            return null;
        if (name == "id")
            return prefix + value;
        const string local = "url(#";
        return !value.Contains("url(", StringComparison.OrdinalIgnoreCase) ? value
            : value.StartsWith(local, StringComparison.Ordinal) && value.EndsWith(')') && !value[local.Length..^1].Contains(')')
                ? $"{local}{prefix}{value[local.Length..]}" : null;
    }
}
