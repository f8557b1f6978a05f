namespace Audit.Tests.Rules;

/// <summary>A name means one thing in src, and none of .NET's that every file sees.</summary>
public class NameTests
{
    /// <summary>The namespaces that every file uses without saying so.</summary>
    private static readonly string[] Implicit = ["System", "System.Collections.Generic", "System.IO", "System.Linq",
        "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly HashSet<string> OfSystem =
    [
        .. AppDomain.CurrentDomain.GetAssemblies()
            .Where(a => a.GetName().Name!.StartsWith("System", StringComparison.Ordinal) && !a.IsDynamic)
            .SelectMany(a => a.GetExportedTypes()).Where(t => !t.IsNested && Implicit.Contains(t.Namespace)).Select(t => t.Name),
    ];

    [Fact]
    public void Types_OfOneName_AreInOneNamespace()
    {
        // Names of TorchSharp and of ONNX's schema are theirs.
        string[] found = [.. OwnTypes.Named.Where(t => t.Namespace is not ("TorchSharp" or "Audit.Formats.Onnx.Schema"))
            .GroupBy(OwnTypes.SimpleName)
            .Where(g => g.Select(t => t.Namespace).Distinct().Count() > 1)
            .Select(g => string.Join(", ", g.Select(t => t.FullName)))];
        Assert.True(found.Length == 0, $"one name, several types:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void TypesAndNamespaces_ShadowNothingOfSystem()
    {
        Assert.True(OfSystem.IsSupersetOf(["Path", "Range", "List`1", "Enumerable", "Monitor", "Task"]));
        string[] types = [.. OwnTypes.Named.Where(t => !t.IsNested && OfSystem.Contains(t.Name)).Select(t => t.FullName!)];
        Assert.True(types.Length == 0, $"types with names of System's:\n{string.Join('\n', types)}");
        string[] spaces = [.. OwnTypes.Named.Select(t => t.Namespace!).Distinct()
            .Where(name => name.Split('.').Any(part => part == "System" || OfSystem.Contains(part)))];
        Assert.True(spaces.Length == 0, $"namespaces with names of System's types:\n{string.Join('\n', spaces)}");
    }
}
