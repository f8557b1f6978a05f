using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Attacks;
using Audit.Cli.Terminal;

namespace Audit.Cli.Options;

/// <summary>Options on what an attack sees of its victim, and how random victims are judged.</summary>
public sealed class VictimOptionSet
{
    /// <summary>Draws behind each answer of a smoothed model, where nothing else is asked for.</summary>
    private const int SmoothedDraws = 16;

    private readonly Option<double?> sigma = Choose.Maybe<double?>("--sigma", "Attack the classifier smoothed with Gaussian noise of this standard deviation, judged by PREDICT on fresh noise", Limits.Sigma);
    private readonly Option<int?> draws = Choose.Maybe<int?>("--draws", $"Draws of a random model behind each gradient and each query (EOT) [default: {SmoothedDraws} with --sigma, else 1]", new Limits(1, 100_000));
    private readonly Option<string> averaging = Choose.With("--averaging", "loss", "What is averaged over the draws: loss (averages gradients), logits or probabilities");
    private readonly Option<bool> common = Choose.Flag("--common-draws", "Use the same draws for every answer, instead of fresh ones");
    private readonly Option<string?> access = Choose.Maybe<string>("--access", "What the attacker sees: gradients, logits, probabilities or label [default: what the attack needs]");
    private readonly Option<long?> judge = Choose.Maybe<long?>("--judge-samples", "Fresh draws by which the class of a random model is judged [default: 1000 with --sigma, else a single one]", new Limits(1, 1L << 31));
    private readonly Option<double> alpha = Choose.With("--alpha", 0.001, "Probability with which such a judgement may be wrong", Limits.Probability);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        averaging.OneOf("loss", "logits", "probabilities");
        access.OneOf("gradients", "logits", "probabilities", "label");
        foreach (Option option in (Option[])[sigma, draws, averaging, common, access, judge, alpha])
            command.Add(option);
    }

    /// <summary>Reads and checks the options.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="needs">What the attack must see.</param>
    /// <param name="certified">Whose certificates are examined; null for none.</param>
    public (OracleOptions Oracle, JudgeOptions Judge, double? Sigma) Read(ParseResult parse, Access needs, CertifiedVictim? certified = null)
    {
        double? noise = parse.GetValue(sigma);
        if (certified is not null)
        {
            if (noise is not null && noise != certified.Sigma)
                throw new UsageException(FormattableString.Invariant($"--sigma {noise}: the certificates are of {(certified.Sigma is { } its ? FormattableString.Invariant($"the classifier smoothed with sigma {its}") : "the network itself")}; leave --sigma out"));
            noise = certified.Sigma;
        }
        var shown = parse.GetValue(access) is { } text ? Enum.Parse<Access>(text, ignoreCase: true) : needs;
        if (shown > needs)
            throw new UsageException($"--access {Name(shown)}: the attack needs {Name(needs)}");
        var oracle = new OracleOptions
        {
            Access = shown,
            Draws = parse.GetValue(draws) ?? (noise is null ? 1 : SmoothedDraws),
            Averaging = Enum.Parse<Averaging>(parse.GetRequiredValue(averaging), ignoreCase: true),
            FreshDraws = !parse.GetValue(common),
        };
        var judging = new JudgeOptions { Samples = parse.GetValue(judge) ?? (noise is null ? 1 : 1000), Alpha = parse.GetValue(alpha) };
        if (oracle.Validate().Concat(judging.Validate()).FirstOrDefault() is { } problem)
            throw new UsageException(problem);
        SmoothingOptionSet.WarnOfAlpha(judging.Alpha);
        return (oracle, judging, noise);

        static string Name(Access access) => access.ToString().ToLowerInvariant();
    }

    /// <summary>The options as a run's identity stores them.</summary>
    public static void Describe(OracleOptions oracle, JudgeOptions judge, double? sigma, bool random, JsonObject question)
    {
        question["access"] = oracle.Access.ToString().ToLowerInvariant();
        if (sigma is { } noise)
            question["sigma"] = noise;
        if (!random)
            return;
        question["draws"] = oracle.Draws;
        question["averaging"] = oracle.Averaging.ToString().ToLowerInvariant();
        question["fresh_draws"] = oracle.FreshDraws;
        question["judge_samples"] = judge.Samples;
        question["alpha"] = judge.Alpha;
    }
}
