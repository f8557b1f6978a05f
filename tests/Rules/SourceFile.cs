namespace Audit.Tests.Rules;

/// <summary>A C# file of the repository as people wrote it.</summary>
/// <param name="Name">Path below the repository's root, with forward slashes.</param>
/// <param name="Lines">Its lines.</param>
public sealed record SourceFile(string Name, string[] Lines)
{
    /// <summary>All files below some folders of the repository, without what builds leave behind.</summary>
    public static IReadOnlyList<SourceFile> Below(params ReadOnlySpan<string> folders)
    {
        var files = new List<SourceFile>();
        foreach (string folder in folders)
            foreach (string path in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs",
                SearchOption.AllDirectories))
            {
                string name = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
                if (!name.Contains("/obj/") && !name.Contains("/bin/"))
                    files.Add(new(name, File.ReadAllLines(path)));
            }
        Assert.True(files.Count > 10, $"only {files.Count} files: the scan looks in the wrong place");
        return files;
    }
}
