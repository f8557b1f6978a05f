namespace Audit.Formats.Pickle;

/// <summary>A byte stream is no pickle, or one that is larger or stranger than allowed. Readers of files add the path.</summary>
public sealed class PickleException(string problem) : Exception(problem);
