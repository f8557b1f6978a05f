namespace Audit.Inputs.Settings;

/// <summary>What a name of a file or a folder must be; checked before anything is loaded.</summary>
public static class PathKinds
{
    /// <summary>A file that is there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="what">"model file".</param>
    /// <returns>What is wrong with it; null for nothing.</returns>
    public static string? ExistingFile(string name, string what) => File.Exists(name) ? null
        : Directory.Exists(name) ? $"is a folder, expected a {what}" : FileNames.Missing(name, what);

    /// <summary>A run folder that is there.</summary>
    public static string? ExistingRun(string name) => Directory.Exists(name) ? null
        : File.Exists(name) ? "is a file, expected a run folder" : FileNames.Missing(name, "run folder");

    /// <summary>A file to write.</summary>
    public static string? FileToWrite(string name) => Directory.Exists(name) ? "is a folder, expected the name of a file"
        : Name(name, "a file");

    /// <summary>A folder to write into.</summary>
    public static string? FolderToWrite(string name) => File.Exists(name) ? "is a file, expected a folder"
        : Name(name, "a folder");

    private static string? Name(string name, string what) => string.IsNullOrWhiteSpace(name) ? $"expected the name of {what}"
        : name.Contains('\0') || !FileNames.IsReadable(name) ? "is not valid UTF-8" : null;
}
