#if LIBTORCH
using System.Runtime.InteropServices;
using TorchSharp.Sandboxing;

namespace Audit.Import.TorchScript;

/// <summary>Compiles an archive and decides on what its code calls, before any of it runs.</summary>
internal static class ScriptCheck
{
    /// <param name="bytes">The archive.</param>
    /// <param name="size">How many of them.</param>
    /// <param name="anyOperator">Leaves out the list of operators.</param>
    /// <exception cref="ScriptRefusedException">It cannot be compiled, or calls what it must not.</exception>
    public static ScriptArchive Open(SharedBlock bytes, long size, bool anyOperator = false)
    {
        ScriptArchive archive;
        try
        {
            archive = ScriptArchive.Open(bytes.Address, size);
        }
        catch (ExternalException e)
        {
            throw new ScriptRefusedException($"libtorch cannot load it: {e.Message}");
        }
        if (!anyOperator && ScriptOperators.Refusal(archive.Calls) is { } refusal)
        {
            archive.Dispose();
            throw new ScriptRefusedException(refusal);
        }
        return archive;
    }
}

/// <summary>An archive is not run; the message says why, in one line without the path.</summary>
internal sealed class ScriptRefusedException(string message) : Exception(message);
#endif
