namespace Audit.Tests.Records;

/// <summary>A fact that needs a file of the shared reference data; skipped, with the reason, where it is absent.</summary>
/// <remarks>The data lies in the folder that AUDIT_SHARED names, by default "shared" beside the repository root.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string path)
    {
        if (!Path.Exists(Locate(path)))
            Skip = $"{Locate(path)} is not here; set AUDIT_SHARED to the folder of reference data.";
    }

    public static string Locate(string path) => Path.Combine(
        Environment.GetEnvironmentVariable("AUDIT_SHARED") ?? Path.Combine(Repository.Root, "..", "shared"), path);
}
