namespace Audit.Records.Runs;

/// <summary>What the versions of the ensemble consist of, in order.</summary>
public static class AutoMembers
{
    /// <summary>Begins the text of a version that lists its members.</summary>
    public const string Custom = "custom:";

    /// <summary>The versions that have a name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Named { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["standard"] = ["apgd-ce", "apgd-t", "fab-t", "square"],
            ["plus"] = ["apgd-ce", "apgd-dlr", "fab", "square", "apgd-t", "fab-t"],
            ["rand"] = ["apgd-ce", "apgd-dlr"],
        };

    /// <summary>The members of a version; those of the standard one for null.</summary>
    public static IReadOnlyList<string> Of(string? version)
    {
        string name = version ?? "standard";
        return Named.TryGetValue(name, out var members) ? members
            : [.. name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(',')];
    }
}
