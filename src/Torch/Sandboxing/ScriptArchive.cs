using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp.Sandboxing;

/// <summary>A TorchScript archive that was compiled but not run.</summary>
/// <remarks>
/// Opening parses and compiles every class and function that the archive's pickles name, with all that they name in turn. Nothing
/// of it is executed: default arguments and class constants, which libtorch evaluates as it compiles, must be literals, and
/// objects that restore themselves by code stay empty until <see cref="Load"/>.
/// </remarks>
public sealed class ScriptArchive : IDisposable
{
    private nint handle;

    private ScriptArchive(nint handle, IReadOnlyList<ScriptCall> calls) => (this.handle, Calls) = (handle, calls);

    /// <summary>Free what libtorch holds.</summary>
    ~ScriptArchive() => Free();

    /// <summary>Every operator that any of its functions and methods calls, each once per overload.</summary>
    public IReadOnlyList<ScriptCall> Calls { get; }

    /// <summary>Every operator that TorchScript code can name with this libtorch, as schemas.</summary>
    public static unsafe IReadOnlyList<string> KnownOperators()
    {
        byte* text = Native.audit_script_operators();
        try
        {
            return Marshal.PtrToStringUTF8((nint)text)!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            Native.audit_free_text(text);
        }
    }

    /// <param name="bytes">Address of the file's bytes, which must stay there as long as the archive.</param>
    /// <param name="size">How many.</param>
    /// <exception cref="ExternalException">It cannot be compiled, or would be run by compiling it.</exception>
    public static unsafe ScriptArchive Open(nint bytes, long size)
    {
        Threading.EnsureStarted();
        nint handle;
        byte* report;
        Native.Check(Native.audit_archive_open((void*)bytes, size, &handle, &report));
        return new ScriptArchive(handle, [.. Marshal.PtrToStringUTF8((nint)report)!.Split('\n',
            StringSplitOptions.RemoveEmptyEntries).Select(Call)]);
    }

    /// <summary>Reads the objects, which runs the code that restores them, as a module in evaluation mode.</summary>
    /// <exception cref="ExternalException">They cannot be read.</exception>
    public torch.jit.ScriptModule<torch.Tensor, torch.Tensor> Load(torch.Device device)
    {
        ObjectDisposedException.ThrowIf(handle == 0, this);
        Native.Check(Native.audit_archive_load(handle, device.Packed, out nint module));
        return new torch.jit.ScriptModule<torch.Tensor, torch.Tensor>(module);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static ScriptCall Call(string line) => line.Split('\t') is [var name, var overload, var function, var place,
        var problem]
        ? new ScriptCall(name, overload, function, place, problem)
        : throw new ExternalException($"unexpected report line '{line}'");

    private void Free()
    {
        nint taken = Interlocked.Exchange(ref handle, 0);
        if (taken != 0)
            Native.audit_archive_delete(taken);
    }
}
