using Audit.Inputs;

namespace Audit.Defences;

/// <summary>The options of one defence as they were written: the first may be given without its name.</summary>
internal sealed class DefenceArguments
{
    private readonly string text;
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <param name="text">The whole defence, for messages.</param>
    /// <param name="options">What stands behind the colon; empty for nothing.</param>
    /// <param name="names">Options that the defence has, the main one first.</param>
    public DefenceArguments(string text, string options, IReadOnlyList<string> names)
    {
        this.text = text;
        string[] parts = options.Length == 0 ? [] : options.Split(',');
        for (int k = 0; k < parts.Length; k++)
        {
            int equals = parts[k].IndexOf('=', StringComparison.Ordinal);
            string name = equals >= 0 ? parts[k][..equals] : k == 0 && names.Count > 0 ? names[0]
                : throw Wrong($"expected {(names.Count == 0 ? "no options" : string.Join(", ", names.Select(n =>
                $"{n}=...")))}, got {Shown.Name(parts[k])}");
            if (!names.Contains(name))
                throw Wrong($"has {(names.Count == 0 ? "no options" : $"the options {string.Join(", ", names)}")}, got "
                    + $"{Shown.Name(name)}");
            if (!values.TryAdd(name, parts[k][(equals + 1)..]))
                throw Wrong($"{name} is given twice");
        }
    }

    /// <summary>A whole number, or the default where it is not given.</summary>
    public int Whole(string name, int otherwise) => !values.TryGetValue(name, out string? value) ? otherwise
        : Numbers.TryWhole(value, out int number) ? number
        : throw Wrong($"{name} must be a whole number, got {Shown.Name(value)}");

    /// <summary>A number, or the default where it is not given.</summary>
    public double Number(string name, double otherwise) => !values.TryGetValue(name, out string? value) ? otherwise
        : Numbers.TryRatio(value, out double number) ? number
        : throw Wrong($"{name} must be a number, got {Shown.Name(value)}");

    private UsageException Wrong(string problem) => new($"--defence {Shown.Text(text)}: {problem}");
}
