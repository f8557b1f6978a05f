using System.Globalization;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Diagnosis;

/// <summary>What the records of a diagnosis say, all of it derived.</summary>
public sealed record DiagnosisResult
{
    /// <summary>Fewest probed images that can show anything: five that only one of two attacks fools give p = 1/32.</summary>
    public const int FewestImages = 20;

    /// <summary>The measurements.</summary>
    public required DiagnosisEvidence Evidence { get; init; }

    /// <summary>The five checks.</summary>
    public required IReadOnlyList<Check> Checks { get; init; }

    /// <summary>Indicators of attack failure, automatic flags, plateaus.</summary>
    public required IReadOnlyList<Check> Indicators { get; init; }

    /// <summary>How gradients are obfuscated, if they are.</summary>
    public required IReadOnlyList<ObfuscationType> Types { get; init; }

    /// <summary>The attacks that the types call for against the standard one; null where none is called for or could be
    /// run.</summary>
    public required Comparison? Adaptive { get; init; }

    /// <summary>What to know, the gravest first; empty for an evaluation without signs of obfuscation.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The gravest of them; without any, a pass only where the strongest attack was tried on what stands.</summary>
    public CheckVerdict Verdict => Verdicts.Worst(Findings.Select(f => f.Verdict)) is not CheckVerdict.Pass and var verdict
        ? verdict == CheckVerdict.Warn && Evidence.Probed is > 0 and < FewestImages ? CheckVerdict.Inconclusive : verdict
        : Indicators.Any(c => c is { Name: StrongestAttack.Name, Verdict: CheckVerdict.Pass }) ? CheckVerdict.Pass
        : CheckVerdict.Inconclusive;

    /// <summary>Robust accuracy against everything that was tried within the budget, each image by the worst.</summary>
    public ShareOf Worst => Evidence.Standing(t => t.Attack != Trial.Unbounded && t.Epsilon <= Evidence.Question.Epsilon);

    /// <summary>The attacks that ran of those that the types call for, by name, with the draws that they averaged over.</summary>
    public IReadOnlyList<string> Answered => [.. Evidence.Settings(t => Types.Any(type => type.Answers(t)))
        .Select(s => s.Draws > 1 ? string.Create(CultureInfo.InvariantCulture, $"{s.Attack} over {s.Draws} draws")
        : s.Attack).Distinct()];

    /// <summary>Robust accuracy against the standard attack.</summary>
    public ShareOf Before => Evidence.Standing(Evidence.IsBase);

    /// <summary>Against the standard attack and those that the types call for, each image by the worst of them.</summary>
    public ShareOf After => Evidence.Standing([Evidence.IsBase, .. Types.Select(t => t.Answers)]);

    /// <exception cref="RecordFormatException">The run is no diagnosis.</exception>
    public static DiagnosisResult Of(StoredRun run)
    {
        var evidence = new DiagnosisEvidence(run);
        var checks = FiveChecks.Of(evidence);
        var indicators = Audit.Records.Diagnosis.Indicators.Of(evidence);
        var types = ObfuscationTypes.Of(evidence);
        Comparison? adaptive = types.Count == 0 ? null : AdaptiveOf(evidence, types);
        return new DiagnosisResult
        {
            Evidence = evidence,
            Checks = checks,
            Indicators = indicators,
            Types = types,
            Adaptive = adaptive,
            Findings = [.. Raised(evidence, checks, indicators, types, adaptive).DistinctBy(f => f.Name)
                .OrderByDescending(f => f.Verdict)],
        };
    }

    private static Comparison? AdaptiveOf(DiagnosisEvidence e, IReadOnlyList<ObfuscationType> types)
    {
        bool Answers(Trial t) => types.Any(type => type.Answers(t));
        var called = e.Of(t => Answers(t));
        if (called.All(t => t is null))
            return null;
        var fooled = e.Of(t => Answers(t) && t.Fooled);
        var standard = e.Of(e.IsBase);
        int first = 0, second = 0, onlyFirst = 0, onlySecond = 0;
        for (int k = 0; k < standard.Count; k++)
        {
            bool a = fooled[k] is not null, b = standard[k]?.Fooled == true;
            first += a ? 1 : 0;
            second += b ? 1 : 0;
            onlyFirst += a && !b ? 1 : 0;
            onlySecond += b && !a ? 1 : 0;
        }
        return new Comparison(standard.Count, first, second, onlyFirst, onlySecond);
    }

    private static IEnumerable<Finding> Raised(DiagnosisEvidence e, IReadOnlyList<Check> checks, IReadOnlyList<Check> indicators,
        IReadOnlyList<ObfuscationType> types, Comparison? adaptive)
    {
        foreach (var type in types)
        {
            string[] ran = [.. e.Settings(type.Answers).Select(s => s.Attack).Distinct()];
            yield return new Finding(type.Name, type.Verdict, $"{type.Measured}; calls for {type.CallsFor}; "
                + (ran.Length > 0 ? $"ran: {string.Join(", ", ran)}" : "no attack of that kind ran"));
        }
        if (adaptive is { } pair && Verdicts.Of(pair.FirstIsBetter) is var verdict and not CheckVerdict.Pass)
            yield return new Finding("adaptive-attack-wins", verdict,
                $"{pair.First} of {pair.Pairs} images against {pair.Second} (p = {Number(pair.FirstIsBetter)})");
        foreach (var check in checks.Concat(indicators).Where(c => c.Verdict is CheckVerdict.Warn or CheckVerdict.Fail))
            yield return new Finding(check.Finding, check.Verdict, Measured(check));
        if (e.Probed < FewestImages)
            yield return new Finding("too-few-images", CheckVerdict.Warn,
                $"{e.Probed} of {e.Images} images are classified correctly, fewer than {FewestImages}");
    }

    private static string Measured(Check check)
    {
        string first = check.FirstShare is { } a ? $"{check.First}: {a.Count} of {a.Total}" : check.First;
        string second = check.SecondShare is { } b ? $"; {check.Second}: {b.Count} of {b.Total}" : "";
        return $"{first}{second}{(check.P is { } p ? $" (p = {Number(p)})" : "")}{(check.Note is { } note ? $"; {note}" : "")}";
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
