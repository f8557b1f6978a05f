namespace Audit.Tests;

/// <summary>What a process that has ended wrote.</summary>
internal static class ProcessText
{
    /// <summary>The whole of a stream that was read beside the process.</summary>
    public static string Text(this Task<string> read) => read.GetAwaiter().GetResult();
}
