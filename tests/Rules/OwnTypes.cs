using System.Reflection;
using System.Runtime.CompilerServices;

namespace Audit.Tests.Rules;

/// <summary>The types of src, from the assemblies beside the tests.</summary>
internal static class OwnTypes
{
    /// <summary>Every type, nested and made by the compiler as well.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(name => name == "audit" || (name!.StartsWith("Audit.", StringComparison.Ordinal) && name != "Audit.Tests"))
            .SelectMany(name => Assembly.Load(name!).GetTypes()).Where(type => IsOwn(type.Namespace)),
    ];

    /// <summary>Those that people wrote and others can name: not nested ones that are private.</summary>
    public static IEnumerable<Type> Named => All.Where(type => !type.IsNestedPrivate && !type.Name.Contains('<')
        && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        && (type.DeclaringType is null || !type.DeclaringType.Name.Contains('<')));

    /// <summary>Whether a namespace is declared in src.</summary>
    public static bool IsOwn(string? name) => name is not null && name.Split('.')[0] is "Audit" or "TorchSharp";

    /// <summary>The name without the number of type parameters.</summary>
    public static string SimpleName(Type type) => type.Name.Split('`')[0];
}
