using Audit.Formats;
using Audit.Inputs;

namespace Audit.Studies.Verifying;

/// <summary>One line of a list of instances: a network, a property, a time limit.</summary>
/// <param name="Category">Where the list has categories; else "".</param>
/// <param name="Network">As the list names it.</param>
/// <param name="Property">As the list names it.</param>
/// <param name="Seconds">Time limit of the list.</param>
/// <param name="Expected">The verdict that the list knows; "" where none.</param>
public sealed record VerificationInstance(string Category, string Network, string Property, double Seconds, string Expected)
{
    /// <summary>What names the instance in results.</summary>
    public string Key => $"{Category},{Network},{Property}";

    /// <summary>Reads a list: lines "network,property,seconds" as the competitions have them, or columns named category, network,
    /// property, timeout_s and verdict.</summary>
    /// <exception cref="DataFormatException">A line is not of that kind.</exception>
    public static IReadOnlyList<VerificationInstance> Read(string path)
    {
        string[][] lines = [.. File.ReadLines(path).Where(l => l.Trim().Length > 0).Select(l => l.Split(',')
            .Select(c => c.Trim()).ToArray())];
        bool named = lines.Length > 0 && lines[0].Contains("network") && lines[0].Contains("property");
        int Column(string name) => named ? Array.IndexOf(lines[0], name)
            : Array.IndexOf((string[])["network", "property", "timeout_s"], name);
        var result = new List<VerificationInstance>();
        foreach (string[] line in lines.Skip(named ? 1 : 0))
        {
            string Cell(string name) => Column(name) is >= 0 and var c && c < line.Length ? line[c] : "";
            if (Cell("network").Length == 0 || Cell("property").Length == 0 || !Numbers.TryReal(Cell("timeout_s"),
                out double seconds) || !(seconds > 0))
                throw new DataFormatException(path, $"expected network,property,seconds, got {string.Join(',', line)}");
            result.Add(new VerificationInstance(Cell("category"), Cell("network"), Cell("property"), seconds, Cell("verdict")));
        }
        return result;
    }

    /// <summary>The network's file: beside the list, in the category's folder there, or in another folder.</summary>
    public string NetworkFile(string list, string? networks) => Find(list, Network, networks);

    /// <summary>The property's file, packed or not.</summary>
    public string PropertyFile(string list) => Find(list, Property, null);

    private string Find(string list, string name, string? other)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(list))!;
        string[] places = [Path.Combine(folder, name), Path.Combine(folder, Category, name), .. other is null
            ? Array.Empty<string>()
            : [Path.Combine(other, name), Path.Combine(other, Path.GetFileName(name))]];
        return places.SelectMany(p => new[] { p, $"{p}.gz" }).FirstOrDefault(File.Exists)
            ?? throw new DataFormatException(list,
            $"names {name}, which is in none of {string.Join(", ", places.Select(Path.GetDirectoryName))}");
    }
}
