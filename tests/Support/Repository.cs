namespace Audit.Tests;

/// <summary>Where the repository lies, found from the folder that the tests run in.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Audit.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Audit.sln above {AppContext.BaseDirectory}.");
    }
}
