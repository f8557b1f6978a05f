#if LIBTORCH
using TorchSharp.Sandboxing;

namespace Audit.Import.TorchScript;

/// <summary>Which operators the code of an archive may call: those of Operators.txt, and calls that stay inside the
/// archive.</summary>
internal static class ScriptOperators
{
    private const string Resource = "Operators.txt";
    private const int LongestName = 120;

    private static readonly Lazy<HashSet<string>> Listed = new(Read);

    /// <summary>Whether an operator is listed, itself or as the form in place of one that is.</summary>
    public static bool Allows(string name) => Listed.Value.Contains(name)
        || (name.EndsWith('_') && Listed.Value.Contains(name[..^1]));

    /// <summary>Why an archive with these calls is refused; null where it is not.</summary>
    public static string? Refusal(IEnumerable<ScriptCall> calls)
    {
        foreach (var call in calls)
        {
            string where = $"in {Cut(call.Function)}{(call.Place.Length > 0 ? $", {Cut(call.Place)}" : "")}";
            if (call.Problem.Length > 0)
                return $"its code calls {call.Problem} ({Cut(call.Operator)} {where}): refused";
            if (!Allows(call.Operator))
                return $"its code calls {Cut(call.Operator)} ({where}), which is not among the operators that only compute: "
                    + $"refused";
        }
        return null;
    }

    private static string Cut(string text) => text.Length <= LongestName ? text : text[..LongestName] + "...";

    private static HashSet<string> Read()
    {
        using var reader = new StreamReader(typeof(ScriptOperators).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException(
            $"{Resource} is not part of {typeof(ScriptOperators).Assembly.GetName().Name}"));
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                names.Add(word.Contains("::", StringComparison.Ordinal) ? word : "aten::" + word);
        }
        return names;
    }
}
#endif
