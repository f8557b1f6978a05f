namespace Audit.Inputs;

/// <summary>Names of files as users give them.</summary>
public static class FileNames
{
    /// <summary>What a name becomes whose bytes are not UTF-8: the file can then not be opened.</summary>
    private const char Replacement = '\ufffd';

    /// <summary>"there is no such model file", and why, where the name tells.</summary>
    public static string Missing(string name, string what) =>
        $"there is no such {what}{(IsReadable(name) ? "" : "; its name is not valid UTF-8, so that it cannot be opened: rename "
            + "it")}";

    /// <summary>Whether a name came through whole.</summary>
    public static bool IsReadable(string name) => !name.Contains(Replacement, StringComparison.Ordinal);
}
