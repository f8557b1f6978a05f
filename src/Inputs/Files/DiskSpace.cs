using System.Globalization;

namespace Audit.Inputs.Files;

/// <summary>Whether a folder can be written and has room, found out by trying before hours of work.</summary>
public static class DiskSpace
{
    private const string Prefix = ".space-";

    /// <summary>Takes the space in a file of its own and gives it back.</summary>
    /// <param name="directory">An existing folder.</param>
    /// <param name="bytes">What is going to be written, at least.</param>
    /// <param name="what">What needs it, for the message.</param>
    /// <exception cref="IOException">The folder cannot be written, or the disk has not that much room.</exception>
    public static void Ensure(string directory, long bytes, string what)
    {
        string path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}"));
        try
        {
            File.Create(path).Dispose();
            RemoveOthers(directory, path);
        }
        catch (IOException e)
        {
            throw new IOException($"{directory} cannot be written: {e.Message}", e);
        }

        try
        {
            FileStreamOptions taking = new() { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = bytes };
            using FileStream probe = new(path, taking);
        }
        catch (IOException e)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture,
                $"{directory} has no room for {what}, which need about {Math.Max(1, bytes >> 10)} KiB."), e);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What a process left that was killed in the moment of trying.</summary>
    private static void RemoveOthers(string directory, string own)
    {
        foreach (string left in Directory.EnumerateFiles(directory, Prefix + "*"))
        {
            if (left != own && Path.GetFileName(left)[Prefix.Length..].All(char.IsAsciiDigit))
                File.Delete(left);
        }
    }
}
