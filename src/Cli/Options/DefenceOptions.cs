using System.CommandLine;
using Audit.Defences;

namespace Audit.Cli.Options;

/// <summary>--defence: what stands around the network.</summary>
public sealed class DefenceOptions
{
    private readonly Option<string[]> defence = new("--defence")
    {
        Description = $"Put a defence around the network, one or several of {string.Join(", ", DefenceKind.Known.Select(k => k.Usage))} (docs/defences.md)",
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(defence);

    /// <summary>The defences, none where none was asked for.</summary>
    public IReadOnlyList<Defence> Read(ParseResult parse) => [.. (parse.GetValue(defence) ?? []).Select(DefenceSpec.Parse)];
}
