using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Finds libaudit_torch.so beside the program and turns a failure to load it into one clear line.</summary>
internal static class NativeLoader
{
    private static int registered;

    internal static void Register()
    {
        if (Interlocked.Exchange(ref registered, 1) == 0)
            NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"lib{name}.so");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException(Explain(path, e.Message));
        }
    }

    /// <summary>One line: what was to be loaded, what the loader said, what to do.</summary>
    internal static string Explain(string path, string loaderMessage)
    {
        if (!File.Exists(path))
            return $"{path} is missing: the native part was not built. Build again; it needs cmake, a C++ compiler and libtorch.";
        string reason = loaderMessage.Split('\n').FirstOrDefault(line => line.Contains(".so", StringComparison.Ordinal)
            && line.Contains(':')) ?? loaderMessage;
        return $"libtorch could not be loaded: {reason.Trim()} (was it removed or moved? Set LibTorchDir to a libtorch or "
            + $"PyTorch folder and build again)";
    }
}
