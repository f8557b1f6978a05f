using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Cli.Terminal;

namespace Audit.Cli.Options;

/// <summary>Options of CERTIFY.</summary>
/// <param name="defaultN">Default of --n.</param>
/// <param name="needed">Whether --sigma must always be given.</param>
public sealed class SmoothingOptionSet(long defaultN, bool needed = true)
{
    private readonly Option<double?> sigma = Sigma(needed);
    private readonly Option<long> n0 = Choose.With("--n0", 100L, "Samples that choose the class", Limits.Counted);
    private readonly Option<long?> n = Choose.Maybe<long?>("--n", $"Samples that bound its probability [default: {defaultN}]", Limits.Counted);
    private readonly Option<double> alpha = Choose.With("--alpha", 0.001, "Probability with which a certificate may be wrong", Limits.Probability);
    private readonly Option<string> batch = Choose.With("--batch", "auto", "Noisy samples held in memory at once (results do not depend on it)");

    private static Option<double?> Sigma(bool needed)
    {
        var option = Choose.Maybe<double?>("--sigma", "Standard deviation of the noise, in pixel units of [0,1]", Limits.Sigma);
        option.Required = needed;
        return option;
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[sigma, n0, n, alpha, batch])
            command.Add(option);
    }

    /// <summary>Whether smoothing is meant.</summary>
    public bool IsGiven(ParseResult parse) => parse.GetValue(sigma) is not null;

    /// <summary>Those that speak of nothing else than smoothing.</summary>
    public IReadOnlyList<Option> Own => [sigma, n0, n, alpha];

    /// <summary>The value of --batch; 0 for auto.</summary>
    public int Batch(ParseResult parse)
    {
        string text = parse.GetRequiredValue(batch);
        int held = 0;
        return text == "auto" || (Numbers.TryCount(text, out held) && held >= 1) ? held
            : throw new UsageException($"--batch must be auto or a whole number of at least 1, got {Shown.Name(text)}");
    }

    /// <summary>Reads and checks the options; fallbackN replaces the default of --n where a preset has its own.</summary>
    public (SmoothingOptions Options, int Batch) Read(ParseResult parse, long? fallbackN = null)
    {
        var options = new SmoothingOptions
        {
            Sigma = parse.GetValue(sigma) ?? throw new UsageException("--sigma, the standard deviation of the noise, is needed"),
            N0 = parse.GetValue(n0),
            N = parse.GetValue(n) ?? fallbackN ?? defaultN,
            Alpha = parse.GetValue(alpha),
        };
        if (options.Validate().FirstOrDefault() is { } problem)
            throw new UsageException(problem);
        WarnOfAlpha(options.Alpha);
        return (options, Batch(parse));
    }

    /// <summary>Warns where a certificate would be worth less than a coin.</summary>
    public static void WarnOfAlpha(double alpha)
    {
        if (alpha > 0.5)
            Terminal.Errors.Warn(FormattableString.Invariant($"--alpha {alpha}: more certificates may be wrong than right; usual values are 0.001 to 0.05"));
    }

    /// <summary>The options as a run's identity stores them.</summary>
    public static void Describe(SmoothingOptions options, JsonObject question)
    {
        question["sigma"] = options.Sigma;
        question["n0"] = options.N0;
        question["n"] = options.N;
        question["alpha"] = options.Alpha;
    }
}
