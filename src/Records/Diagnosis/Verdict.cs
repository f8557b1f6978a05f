namespace Audit.Records.Diagnosis;

/// <summary>What a check says.</summary>
public enum CheckVerdict
{
    /// <summary>Nothing speaks against the evaluation.</summary>
    Pass,

    /// <summary>There is something, but it could be chance.</summary>
    Warn,

    /// <summary>The evaluation cannot be trusted.</summary>
    Fail,

    /// <summary>It could not be carried out; the reason is given.</summary>
    NotRun,

    /// <summary>Of a whole diagnosis: nothing was found, by attacks that are too weak to say anything.</summary>
    Inconclusive,
}

/// <summary>What p-values and shares mean.</summary>
internal static class Verdicts
{
    /// <summary>A p-value at most this fails a check: one in a hundred sound models may fail it by chance.</summary>
    public const double FailBelow = 0.01;

    /// <summary>A p-value at most this warns.</summary>
    public const double WarnBelow = 0.05;

    /// <summary>Share of images at which something may go wrong that should never happen, before a count of them is held against
    /// the model: an attack of finite length misses one now and then.</summary>
    public const double Tolerated = 0.01;

    /// <summary>False for NaN, which fails nothing.</summary>
    public static CheckVerdict Of(double p) => p <= FailBelow ? CheckVerdict.Fail : p <= WarnBelow ? CheckVerdict.Warn
        : CheckVerdict.Pass;

    /// <summary>By name, as people and programs read it.</summary>
    public static string Text(this CheckVerdict verdict) => verdict == CheckVerdict.NotRun ? "not run" : verdict.ToString()
        .ToLowerInvariant();

    /// <summary>The graver of two; what was not run is the least grave.</summary>
    public static CheckVerdict Worst(IEnumerable<CheckVerdict> verdicts) =>
        verdicts.DefaultIfEmpty(CheckVerdict.Pass).MaxBy(v => v == CheckVerdict.NotRun ? -1 : (int)v);
}
