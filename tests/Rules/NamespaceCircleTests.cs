using System.Reflection;
using System.Text.RegularExpressions;

namespace Audit.Tests.Rules;

/// <summary>Namespaces depend on each other in one direction, those inside one another included.</summary>
public partial class NamespaceCircleTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
        | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>TorchSharp's own: its tensors give TensorAccessors, which hold tensors.</summary>
    private static readonly (string?, string?) OfTorchSharp = ("TorchSharp", "TorchSharp.Utils");

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?([\w.]+)(?:<.*>)?;")]
    private static partial Regex Using();

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex Namespace();

    [Fact]
    public void Assemblies_NoCircleBetweenNamespaces()
    {
        var edges = new Dictionary<(string From, string To), string>();
        foreach (var type in OwnTypes.All)
            foreach (var used in Used(type).SelectMany(Parts).Where(t => OwnTypes.IsOwn(t.Namespace)))
                if (used.Namespace != type.Namespace && (type.Namespace, used.Namespace) != OfTorchSharp)
                    edges.TryAdd((type.Namespace!, used.Namespace!), $"{type.Name} uses {used.Name}");
        Assert.True(edges.Count > 100, $"only {edges.Count} dependencies: the assemblies were not read");
        AssertNoCircle(edges);
    }

    [Fact]
    public void Sources_NoCircleBetweenNamespaces()
    {
        var edges = new Dictionary<(string From, string To), string>();
        var files = SourceFile.Below("src").Select(file => (file.Name, file.Lines,
            Namespace: file.Lines.Select(line => Namespace().Match(line)).FirstOrDefault(m => m.Success)?.Groups[1].Value))
            .ToList();
        var known = files.Select(file => file.Namespace).OfType<string>().ToHashSet();
        foreach (var (name, lines, own) in files)
            foreach (var match in lines.Select(line => Using().Match(line)).Where(m => m.Success && own is not null))
            {
                // What is used may be a type: its namespace counts.
                string used = match.Groups[1].Value;
                while (used.Contains('.') && !known.Contains(used))
                    used = used[..used.LastIndexOf('.')];
                if (known.Contains(used) && used != own)
                    edges.TryAdd((own!, used), $"a using in {name}");
            }
        Assert.True(edges.Count > 100, $"only {edges.Count} dependencies: the sources were not read");
        AssertNoCircle(edges);
    }

    [Fact]
    public void Circle_ThreeInARing_IsFound()
    {
        var edges = new Dictionary<(string From, string To), string>
        {
            [("a", "b")] = "",
            [("b", "c")] = "",
            [("c", "a")] = "",
            [("a", "d")] = "",
        };
        Assert.Equal(["a -> b ", "b -> c ", "c -> a "], Circles(edges).Order());
    }

    private static void AssertNoCircle(Dictionary<(string From, string To), string> edges)
    {
        string[] found = [.. Circles(edges).Order()];
        Assert.True(found.Length == 0, $"dependencies in circles:\n{string.Join('\n', found)}");
    }

    /// <summary>The edges whose end leads back to their beginning.</summary>
    private static IEnumerable<string> Circles(Dictionary<(string From, string To), string> edges)
    {
        var next = edges.Keys.ToLookup(edge => edge.From, edge => edge.To);
        return edges.Where(edge => Reaches(edge.Key.To, edge.Key.From))
            .Select(edge => $"{edge.Key.From} -> {edge.Key.To} {(edge.Value.Length > 0 ? $"({edge.Value})" : "")}");

        bool Reaches(string from, string to)
        {
            var seen = new HashSet<string> { from };
            var open = new Stack<string>(seen);
            while (open.TryPop(out string? at))
                foreach (string other in next[at].Where(seen.Add))
                    open.Push(other);
            return seen.Contains(to);
        }
    }

    private static IEnumerable<Type> Used(Type type)
    {
        if (type.BaseType is { } parent)
            yield return parent;
        foreach (var implemented in type.GetInterfaces())
            yield return implemented;
        foreach (var member in type.GetMembers(Declared))
            foreach (var used in Named(member))
                yield return used;
        foreach (var method in type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared)))
            foreach (var member in MethodBody.References(method))
                foreach (var used in Named(member))
                    yield return used;
    }

    /// <summary>The types in a member's declaration.</summary>
    private static IEnumerable<Type> Named(MemberInfo member) =>
    [
        .. member.DeclaringType is { } declaring ? new[] { declaring } : [],
        .. member switch
        {
            Type type => [type],
            FieldInfo field => [field.FieldType],
            PropertyInfo property => [property.PropertyType],
            MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType),
                .. method.IsGenericMethod ? method.GetGenericArguments() : []],
            ConstructorInfo constructor => constructor.GetParameters().Select(p => p.ParameterType),
            _ => Enumerable.Empty<Type>(),
        },
    ];

    /// <summary>A type, and those that it is made of.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        while (type.HasElementType)
            type = type.GetElementType()!;
        if (type.IsGenericParameter)
            return type.GetGenericParameterConstraints().Where(t => !t.IsGenericType);
        return [type, .. type.GetGenericArguments().Where(t => !t.IsGenericParameter).SelectMany(Parts)];
    }
}
