using Audit.Inputs;

namespace Audit.Formats;

/// <summary>A model file is not what it should be; the message is one line with the path, what was expected and what
/// came.</summary>
public sealed class ModelFormatException(string path, string problem) : InputException($"{path}: {problem}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
