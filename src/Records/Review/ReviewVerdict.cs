using Audit.Records.Runs;

namespace Audit.Records.Review;

/// <summary>What runs say about a claim: a function of their records and of nothing else.</summary>
/// <remarks>
/// "Held" takes three things: certificates that reach the claim with the whole of their interval, each of those images attacked
/// within the claimed ball, and no contradiction anywhere. "Refuted" takes one: a contradicted certificate, certificates' own
/// evidence against the claim, or an attack that leaves fewer images standing than are claimed. All else is undecided: what was
/// not run never counts as passed.
/// </remarks>
/// <param name="Claim">The claim; null where none was made.</param>
/// <param name="Overall">What became of it; measured where none was made and nothing was refuted.</param>
/// <param name="Clauses">The answers one by one.</param>
/// <param name="LeftOut">What was not run, and why.</param>
public sealed record ReviewVerdict(Claim? Claim, Standing Overall, IReadOnlyList<Clause> Clauses, IReadOnlyList<LeftOut> LeftOut)
{
    /// <summary>The verdict in a sentence.</summary>
    public string Headline => Overall switch
    {
        Standing.Held => $"HELD: the claim {Claim!.Text} is borne out by certificates, and nothing contradicts them",
        Standing.Refuted => Claim is null ? "REFUTED: certificates of this model are false" : $"REFUTED: the claim {Claim.Text} "
            + "does not stand",
        Standing.Undecided => $"UNDECIDED: the claim {Claim!.Text} was neither shown nor refuted",
        _ => "NO CLAIM was made: what was measured stands below",
    };

    /// <summary>What decided it, in the words of the clause that did; null where none alone did.</summary>
    public string? Reason => Overall switch
    {
        Standing.Refuted => Clauses.FirstOrDefault(c => c.Standing == Standing.Refuted && c.Name != GradientClause.ClauseName)?
            .Text,
        Standing.Held or Standing.Undecided => Clauses.FirstOrDefault(c => c.Name == CertifiedShareClause.ClauseName)?.Text,
        _ => null,
    };

    /// <summary>The verdict on runs of one model.</summary>
    /// <param name="claim">The claim; null for none.</param>
    /// <param name="runs">Runs of one model on one data set.</param>
    /// <param name="leftOut">Steps that were planned and not carried out.</param>
    public static ReviewVerdict Of(Claim? claim, IReadOnlyList<StoredRun> runs, params IReadOnlyList<LeftOut> leftOut)
    {
        var victim = VictimRuns.Of(runs, claim is null ? Commonest(runs) : claim.Sigma);
        var gradient = GradientClause.Of(victim);
        var contradictions = ContradictionClause.Of(victim);
        var attack = AttackClause.Of(claim, victim, gradient);
        var spoofs = SpoofClause.Of(victim);
        var others = OtherVictims(runs, victim);
        if (claim is null)
        {
            bool isFalse = contradictions.Standing == Standing.Refuted || others.Count > 0;
            return new(null, isFalse ? Standing.Refuted : Standing.Measured,
                [contradictions, .. others, attack, spoofs, gradient], leftOut);
        }
        var (certificates, counted) = CertifiedShareClause.Of(claim, victim);
        var examination = ExaminationClause.Of(claim, victim, counted);
        Clause[] clauses = [certificates, examination, contradictions, .. others, attack, spoofs, gradient];
        Clause[] deciding = [certificates, contradictions, attack, .. others];
        var overall = deciding.Any(c => c.Standing == Standing.Refuted) ? Standing.Refuted
            : certificates.Standing == Standing.Held && examination.Standing == Standing.Held
                && contradictions.Standing is not Standing.NotRun && !HasContradictions(victim) ? Standing.Held
            : Standing.Undecided;
        return new(claim, overall, clauses, leftOut);
    }

    private static bool HasContradictions(VictimRuns victim) => ContradictionSearch.Of(victim.OfVictim).Count > 0;

    /// <summary>The sigma that most runs are about, where nothing says which victim is meant.</summary>
    private static double? Commonest(IReadOnlyList<StoredRun> runs) => runs.Count == 0 ? null
        : runs.Where(r => r.Manifest.Command != "diagnose").DefaultIfEmpty(runs[0]).GroupBy(run => run.Manifest.Number("sigma"))
        .MaxBy(group => group.Count())!.Key;

    /// <summary>A clause for each further victim of the model whose certificates were shown to be false: the certifier is the
    /// same, so that nobody may overlook it.</summary>
    private static IReadOnlyList<Clause> OtherVictims(IReadOnlyList<StoredRun> runs, VictimRuns victim) =>
        [.. runs.Except(victim.OfVictim).Select(run => run.Manifest.Number("sigma")).Distinct()
            .Select(sigma => (Sigma: sigma, Clause: ContradictionClause.Of(VictimRuns.Of(runs, sigma))))
            .Where(other => other.Clause.Standing == Standing.Refuted)
            .Select(other => other.Clause with
            {
                Question = other.Sigma is { } sigma
                    ? FormattableString.Invariant($"Was any certificate of the classifier smoothed with {sigma} contradicted?")
                    : "Was any certificate of the network itself contradicted?",
            })];
}
