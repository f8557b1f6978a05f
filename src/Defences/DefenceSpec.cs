using Audit.Inputs;

namespace Audit.Defences;

/// <summary>Defences as text: NAME, NAME:VALUE or NAME:OPTION=VALUE,...</summary>
public static class DefenceSpec
{
    /// <exception cref="UsageException">There is no such defence, or its options are wrong; one line says which.</exception>
    public static Defence Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        var kind = DefenceKind.Known.FirstOrDefault(k => k.Name == name)
            ?? throw new UsageException($"--defence must be one of {string.Join(", ", DefenceKind.Known.Select(k =>
            k.Usage))}; got {Shown.Name(text)}");
        var defence = kind.Read(new DefenceArguments(text, colon < 0 ? "" : text[(colon + 1)..], kind.Options));
        return defence.Validate().FirstOrDefault() is { } problem
            ? throw new UsageException($"--defence {Shown.Text(text)}: {problem}") : defence;
    }
}
