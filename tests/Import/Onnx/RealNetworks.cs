namespace Audit.Tests.Import.Onnx;

/// <summary>ONNX networks of the shared reference data.</summary>
internal static class RealNetworks
{
    public const string Folder = "models/onnx";

    public static string[] Names { get; } = !Directory.Exists(SharedFolder.Find(Folder)) ? ["absent"]
        : [.. Directory.GetFiles(SharedFolder.Find(Folder), "*.onnx").Select(f => System.IO.Path.GetFileNameWithoutExtension(f)!)
        .Order(StringComparer.Ordinal)];

    public static string Path(string name) => SharedFolder.Find($"{Folder}/{name}.onnx");
}

/// <summary>A theory that needs a file of the shared reference data; skipped, with the reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(params string[] path) => Skip = new SharedFactAttribute(path).Skip;
}
