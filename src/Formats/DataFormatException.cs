using Audit.Inputs;

namespace Audit.Formats;

/// <summary>A data set on disk is missing, damaged or not what its name says. The message is one line that starts with the
/// path.</summary>
public sealed class DataFormatException : InputException
{
    /// <param name="path">The file or folder at fault.</param>
    /// <param name="problem">What was expected and what was found.</param>
    /// <param name="inner">What the operating system or the decompressor said, if it was the cause.</param>
    public DataFormatException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner) => Path = path;

    public string Path { get; }
}
