using System.Globalization;
using System.Reflection;

namespace Audit.Tests.Torch;

/// <summary>Public members of a tensor library as text, one line each: "Tensor.sum(Int64 dim, Boolean keepdim = False) :
/// Tensor".</summary>
internal static class ApiSignatures
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance;

    /// <summary>All members of the public types in namespace TorchSharp and those nested in them.</summary>
    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetExportedTypes().Where(t => t.Namespace is "TorchSharp" or "TorchSharp.Utils").SelectMany(Of).Distinct()
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Of(Type type)
    {
        string owner = Name(type);
        if (type.IsEnum)
            return Enum.GetNames(type)
                .Select(name => $"{owner}.{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        return type.GetMembers(Members).Select(member => member switch
        {
            ConstructorInfo c => $"{owner}.new({Parameters(c)})",
            MethodInfo { IsSpecialName: true } m when !m.Name.StartsWith("op_", StringComparison.Ordinal) => null,
            MethodInfo m when m.GetBaseDefinition().DeclaringType == typeof(object) => null,
            MethodInfo m => $"{owner}.{m.Name}{(m.IsStatic ? " static" : "")}({Parameters(m)}) : {Name(m.ReturnType)}",
            PropertyInfo p when p.GetIndexParameters().Length > 0 =>
                $"{owner}.this[{Parameters(p.GetIndexParameters())}] : {Name(p.PropertyType)}",
            PropertyInfo p => Value(owner, p.Name, p.PropertyType, p.GetAccessors()[0].IsStatic,
                p.SetMethod is { IsPublic: true }),
            // A field and a property are the same to whoever reads them.
            FieldInfo f => Value(owner, f.Name, f.FieldType, f.IsStatic, !f.IsInitOnly && !f.IsLiteral),
            _ => null,
        }).OfType<string>();
    }

    private static string Value(string owner, string name, Type type, bool isStatic, bool isSet) =>
        $"{owner}.{name}{(isStatic ? " static" : "")} : {Name(type)}{(isSet && !isStatic ? " set" : "")}";

    private static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(p =>
        $"{(p.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")}{Name(p.ParameterType)} "
            + $"{p.Name}{(p.HasDefaultValue ? $" = {Default(p.RawDefaultValue)}" : "")}"));

    private static string Default(object? value) => value switch
    {
        null => "null",
        Enum e => Convert.ToInt64(e, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Name(Type type)
    {
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return $"{Name(inner)}?";
        string own = type.Name.Split('`')[0];
        string nested = type.IsNested && !type.IsGenericParameter ? $"{Outer(type.DeclaringType!)}{own}" : own;
        return type.IsGenericType ? $"{nested}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : nested;
    }

    /// <summary>Where a nested type lies, below torch: "nn.functional.".</summary>
    private static string Outer(Type type) => type.Name == "torch" ? ""
        : $"{(type.IsNested ? Outer(type.DeclaringType!) : "")}{type.Name.Split('`')[0]}.";
}
