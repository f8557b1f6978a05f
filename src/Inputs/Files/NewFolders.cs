namespace Audit.Inputs.Files;

/// <summary>A folder that is created with those above it, and can be taken back.</summary>
public sealed class NewFolders
{
    private readonly string path;
    private readonly string? topmost;

    private NewFolders(string path, string? topmost) => (this.path, this.topmost) = (path, topmost);

    /// <summary>Creates what is missing of a path.</summary>
    /// <exception cref="UsageException">It cannot be created; the message names what is in the way.</exception>
    public static NewFolders Create(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string? topmost = null;
        for (string? at = full; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            topmost = at;
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string above = Path.GetDirectoryName(topmost) ?? full;
            throw new UsageException(
                $"--out {Shown.Name(path, 200)}: no folder can be made in "
                + $"{Shown.Name(File.Exists(topmost) ? topmost! : above, 200)}"
                + (File.Exists(topmost) ? ", which is a file" : ""), e);
        }
        return new(full, topmost);
    }

    /// <summary>Removes what was created, from the inside outwards, as far as it is empty.</summary>
    public void Remove()
    {
        if (topmost is null)
            return;
        for (string at = path; at.Length >= topmost.Length; at = Path.GetDirectoryName(at)!)
        {
            if (!Directory.Exists(at))
                continue;
            if (Directory.EnumerateFileSystemEntries(at).Any())
                return;
            Directory.Delete(at);
        }
    }
}
