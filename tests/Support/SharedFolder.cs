namespace Audit.Tests;

/// <summary>Real data and reference results that lie outside the repository: AUDIT_SHARED, or ../shared beside the
/// clone.</summary>
internal static class SharedFolder
{
    public static string Root { get; } = Environment.GetEnvironmentVariable("AUDIT_SHARED") is { Length: > 0 } set
        ? Path.GetFullPath(set)
        : Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared"));

    /// <summary>The absolute path of a file or folder there.</summary>
    public static string Find(params string[] parts) => Path.Combine([Root, .. parts]);

    public static bool Has(params string[] parts) => Path.Exists(Find(parts));
}
