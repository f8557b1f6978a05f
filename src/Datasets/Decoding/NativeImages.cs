using System.Reflection;
using System.Runtime.InteropServices;

namespace Audit.Datasets.Decoding;

/// <summary>Finds the decoders under the names that systems give them.</summary>
internal static class NativeImages
{
    public const string Png = "audit-png", Jpeg = "audit-jpeg";

    private static readonly Dictionary<string, string[]> Names = new(StringComparer.Ordinal)
    {
        [Png] = ["libpng16.so.16", "libpng16.16.dylib", "libpng16.dll", "libpng16"],
        [Jpeg] = ["libturbojpeg.so.0", "libturbojpeg.0.dylib", "turbojpeg.dll", "turbojpeg"],
    };

    private static readonly Lazy<bool> Registered = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(NativeImages).Assembly, Resolve);
        return true;
    });

    /// <summary>Must run before the first call into either library.</summary>
    public static void Register() => _ = Registered.Value;

    /// <summary>Whether a decoder is on this machine.</summary>
    public static bool Has(string library) => Resolve(library, typeof(NativeImages).Assembly, null) != 0;

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? paths)
    {
        if (Names.TryGetValue(library, out string[]? names))
        {
            foreach (string name in names)
            {
                if (NativeLibrary.TryLoad(name, assembly, paths, out nint handle))
                    return handle;
            }
        }
        return 0;
    }
}
