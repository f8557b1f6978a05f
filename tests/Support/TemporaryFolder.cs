namespace Audit.Tests;

/// <summary>An empty folder of its own for one test, deleted at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("audit-test-").FullName;

    /// <summary>Path of a file in it.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, byte[] content)
    {
        string path = At(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
