using Audit.Inputs;
using Audit.Records.Certificates;

namespace Audit.Attacks;

/// <summary>Ensembles of attacks, survivors passed on: Croce and Hein 2020 (arXiv:2003.01690) and the other versions of their
/// code.</summary>
/// <remarks>With fewer classes than a ratio of logits needs (4 targeted, 3 else), APGD on the margin stands in for it. In L1,
/// APGD-CE has five starts, as in the authors' code.</remarks>
public static class AutoAttack
{
    private const int StartsInL1 = 5;

    /// <param name="norm">Norm of the ball.</param>
    /// <param name="version">Which attacks; the standard ensemble by default.</param>
    /// <param name="effort">Steps, queries, classes and restarts.</param>
    public static IAttack Create(Norm norm, AutoVersion? version = null, AutoEffort? effort = null)
    {
        var (chosen, how) = (version ?? AutoVersion.Standard, effort ?? new());
        return new Cascade("auto", [.. chosen.Members.Select(name => Member(name, norm, how,
            how.Restarts ?? (name == "apgd-ce" && norm == Norm.L1 ? StartsInL1 : chosen.Restarts)))]);
    }

    private static IAttack Member(string name, Norm norm, AutoEffort how, int restarts)
    {
        IAttack Again(IAttack attack) => restarts > 1 ? new Restarts(attack, restarts) : attack;
        return name switch
        {
            "apgd-ce" => Again(AutoPgd.Ce(how.Steps)),
            "apgd-dlr" => Again(FewClasses.ForDlr(AutoPgd.Dlr(how.Steps), how.Steps)),
            // As in the authors' code, further restarts of the sweeps only where they are asked for.
            "apgd-t" => how.Restarts > 1 ? Again(Targeted(how)) : Targeted(how),
            "fab" => new WithinBudget(FastAdaptiveBoundary.Several(how.Steps, restarts)),
            "fab-t" => new WithinBudget(FastAdaptiveBoundary.Targeted(how.Steps, how.Classes)),
            "square" => SquareAttack.Starts(norm, how.Queries, how.Restarts),
            _ => Other(name, norm),
        };
    }

    private static IAttack Targeted(AutoEffort how) =>
        FewClasses.ForTargetedDlr(AutoPgd.Targeted(how.Steps, how.Classes), how.Steps);

    /// <summary>An attack of the catalog with its own settings.</summary>
    /// <exception cref="UsageException">It does not work in this norm.</exception>
    private static IAttack Other(string name, Norm norm)
    {
        var attack = AttackCatalog.Create(new AttackOptions { Name = name, Norm = norm });
        return attack.IsMinimumNorm ? new WithinBudget(attack) : attack;
    }
}

/// <summary>How much an ensemble does.</summary>
public sealed record AutoEffort
{
    /// <summary>Iterations of the gradient attacks.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Queries of Square, for each of its starts.</summary>
    public int Queries { get; init; } = 5000;

    /// <summary>Wrong classes aimed at.</summary>
    public int Classes { get; init; } = 9;

    /// <summary>Runs of each member with random starts; null for the version's own.</summary>
    public int? Restarts { get; init; }
}
