using System.Runtime.InteropServices;

namespace Audit.Networks.Engine;

/// <summary>The C interface of native/audit_dnnl.cpp, and whether it is here.</summary>
internal static unsafe partial class EngineLibrary
{
    private const string Library = "audit_dnnl";

    /// <summary>Such as "oneDNN 2.6.3"; null where the engine was not built or its library cannot be loaded.</summary>
    internal static string? Version => Found.Version;

    /// <summary>Why there is no engine here, one line; null where there is one.</summary>
    internal static string? Missing => Found.Missing;

    private static (string? Version, string? Missing) Found { get; } = Load();

    /// <summary>Whether the processor multiplies bfloat16 itself.</summary>
    internal static bool HasBfloat16 { get; } = Version is not null && audit_engine_has_bfloat16() != 0;

    [LibraryImport(Library)] internal static partial byte* audit_engine_error();
    [LibraryImport(Library)] internal static partial byte* audit_engine_version();
    [LibraryImport(Library)] internal static partial int audit_engine_has_bfloat16();
    [LibraryImport(Library)]
    internal static partial int audit_engine_create(EngineNetwork* spec, out nint network,
        out long classes);
    [LibraryImport(Library)] internal static partial void audit_engine_delete(nint network);
    [LibraryImport(Library)] internal static partial long audit_engine_bytes(nint network);
    [LibraryImport(Library)] internal static partial int audit_engine_context(nint network, out nint context);
    [LibraryImport(Library)] internal static partial void audit_engine_context_delete(nint context);
    [LibraryImport(Library)] internal static partial int audit_engine_logits(nint context, float* images, float* logits);
    [LibraryImport(Library)]
    internal static partial int audit_engine_gradient(nint context, float* logitsGradient,
        float* imagesGradient);

    /// <summary>Throws the native message where status says that a call failed.</summary>
    internal static void Check(int status)
    {
        if (status != 0)
            throw new ExternalException($"engine: {Marshal.PtrToStringUTF8((nint)audit_engine_error())}");
    }

    private static (string? Version, string? Missing) Load()
    {
        try
        {
            return Marshal.PtrToStringUTF8((nint)audit_engine_version()) is { Length: > 0 } version ? (version, null)
                : (null, Marshal.PtrToStringUTF8((nint)audit_engine_error()));
        }
        catch (DllNotFoundException e)
        {
            return (null, Explain(Path.Combine(AppContext.BaseDirectory, $"lib{Library}.so"), e.Message));
        }
    }

    /// <summary>Why the library is not there, one line.</summary>
    internal static string Explain(string path, string loaderMessage)
    {
        if (!OperatingSystem.IsLinux())
            return "it is built on Linux alone";
        if (!File.Exists(path))
            return $"{path} is missing: it was not built, which needs cmake and a C++ compiler";
        // The loader lists all names that it tried; what one of them lacks is the reason.
        string reason = loaderMessage.Split('\n').FirstOrDefault(line => line.Contains(".so", StringComparison.Ordinal)
            && line.Contains(": cannot open", StringComparison.Ordinal) && !line.StartsWith('/')) ?? loaderMessage.Split('\n')[0];
        return $"it could not be loaded: {reason.Trim()}";
    }
}
