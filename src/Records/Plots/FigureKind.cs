using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>One kind of figure.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="About">What it shows, in a few words.</param>
/// <param name="Of">The figure of runs.</param>
public sealed record FigureKind(string Name, string About, Func<IReadOnlyList<StoredRun>, FigureOptions, Figure> Of)
{
    /// <summary>Whether it shows several runs.</summary>
    public bool Several { get; init; }

    /// <summary>Options that it takes, by the names that the command line uses.</summary>
    public IReadOnlyList<string> Takes { get; init; } = [];
}
