using Audit.Inputs;
using Audit.Records.Runs;

namespace Audit.Attacks;

/// <summary>A list of attacks that are run one after the other, each on what is left.</summary>
/// <param name="Name">As written: standard, plus, rand or custom:LIST.</param>
/// <param name="Members">The attacks by name, in order.</param>
/// <param name="Restarts">Runs of each member with random starts, where nothing else is asked for.</param>
public sealed record AutoVersion(string Name, IReadOnlyList<string> Members, int Restarts = 1)
{
    /// <summary>Draws behind each answer of a random model under <see cref="Rand"/> (the authors' code: eot_iter).</summary>
    public const int RandDraws = 20;

    /// <summary>The ensemble of the paper.</summary>
    public static AutoVersion Standard { get; } = Of("standard");

    /// <summary>The larger one of the authors' code.</summary>
    public static AutoVersion Plus { get; } = Of("plus") with { Restarts = 5 };

    /// <summary>For models that draw, with <see cref="RandDraws"/> draws averaged per gradient.</summary>
    public static AutoVersion Rand { get; } = Of("rand");

    private static AutoVersion Of(string name) => new(name, AutoMembers.Of(name));

    /// <summary>The version that a text names.</summary>
    /// <returns>The version, or what is wrong with the text, in one line.</returns>
    public static (AutoVersion? Version, string? Problem) Read(string text)
    {
        if (((AutoVersion[])[Standard, Plus, Rand]).FirstOrDefault(v => v.Name == text) is { } known)
            return (known, null);
        if (!text.StartsWith(AutoMembers.Custom, StringComparison.Ordinal))
            return (null, $"--version must be standard, plus, rand or custom:LIST such as custom:apgd-ce,fab, got "
                + $"{Shown.Name(text)}");
        string[] members = [.. AutoMembers.Of(text)];
        string[] possible = [.. AttackCatalog.Known.Select(k => k.Name).Where(n => n is not ("auto" or "unbounded"))];
        return members.FirstOrDefault(m => !possible.Contains(m)) is { } unknown
            ? (null, $"--version custom: expected attacks out of {string.Join(", ", possible)}, got {Shown.Name(unknown)}")
            : members.Distinct().Count() < members.Length ? (null, $"--version {text} names an attack twice")
            : (new(text, members), null);
    }
}
