using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>One kind of table.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="About">What it shows, in a few words.</param>
/// <param name="Of">The table of runs.</param>
public sealed record TableKind(string Name, string About, Func<IReadOnlyList<StoredRun>, TableOptions, Table> Of)
{
    /// <summary>Options that it takes, by the names that the command line uses.</summary>
    public IReadOnlyList<string> Takes { get; init; } = [];
}
