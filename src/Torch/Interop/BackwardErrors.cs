using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace TorchSharp.Interop;

/// <summary>Exceptions of our functions inside a backward pass, kept while libtorch carries a text past its own frames.</summary>
internal static class BackwardErrors
{
    private const string Mark = "external function failed: ";
    private static readonly ConcurrentDictionary<string, Exception> Thrown = new();
    private static long thrown;

    /// <returns>The text by which the exception is found again.</returns>
    public static string Keep(Exception exception)
    {
        string text = $"{Mark}{Interlocked.Increment(ref thrown)};";
        Thrown[text] = exception;
        return text;
    }

    /// <summary>Throws the exception that libtorch's error is about, where there is one.</summary>
    public static void Rethrow(string error)
    {
        int begin = error.IndexOf(Mark, StringComparison.Ordinal), end = begin < 0 ? -1 : error.IndexOf(';', begin);
        if (end > begin && Thrown.TryRemove(error[begin..(end + 1)], out var exception))
            ExceptionDispatchInfo.Throw(exception);
    }
}
