using Audit.Tests.Records;

namespace Audit.Tests.Models.Onnx;

/// <summary>ONNX networks of the shared reference data.</summary>
internal static class RealNetworks
{
    public const string Folder = "models/onnx";

    public static string[] Names { get; } = !Directory.Exists(SharedFactAttribute.Locate(Folder)) ? ["absent"]
        : [.. Directory.GetFiles(SharedFactAttribute.Locate(Folder), "*.onnx").Select(f => System.IO.Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    public static string Path(string name) => SharedFactAttribute.Locate($"{Folder}/{name}.onnx");
}

/// <summary>A theory that needs a file of the shared reference data; skipped, with the reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(string path) => Skip = new SharedFactAttribute(path).Skip;
}
