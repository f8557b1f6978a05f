using Audit.Records.Certificates;

namespace Audit.Attacks;

/// <summary>One attack of the catalog.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Norms">Norms it works in.</param>
/// <param name="Settings">Settings it takes.</param>
/// <param name="Create">Makes it; the options have been checked.</param>
public sealed record AttackEntry(string Name, string Summary, IReadOnlyList<Norm> Norms, IReadOnlyList<string> Settings,
    Func<AttackOptions, IAttack> Create);
