using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Cli.Terminal;
using Audit.Records.Certificates;

namespace Audit.Cli.Options;

/// <summary>Options of a certification that looks at each vote and may stop before n of them.</summary>
public sealed class SequentialOptionSet
{
    private readonly Option<double[]?> decide = Choose.Maybe<double[]>("--decide", "Stop when it is decided whether these radii (R or R,R2,...) are certified; --n is then the most samples", Limits.NotNegative);
    private readonly Option<double?> precision = Choose.Maybe<double?>("--precision-radius", "Stop when at most this much radius can still be gained", Limits.Positive);
    private readonly Option<bool> anytime = Choose.Flag("--anytime", "A radius that is valid after every sample: Ctrl-C keeps that of the image in progress");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[decide, precision, anytime])
            command.Add(option);
    }

    /// <summary>The rule asked for; null where n is fixed.</summary>
    public SequentialRule? Read(ParseResult parse, SmoothingOptions smoothing)
    {
        double[]? radii = parse.GetValue(decide) is { Length: > 0 } given ? given : null;
        double? tolerance = parse.GetValue(precision);
        bool any = parse.GetValue(anytime);
        if (radii is null && tolerance is null && !any)
            return null;
        if (any && (radii is not null || tolerance is not null))
            throw new UsageException("--anytime draws all n samples unless it is stopped: leave out --decide and --precision-radius");
        var rule = new SequentialRule { Decide = radii ?? [], PrecisionRadius = tolerance };
        return rule.Validate(smoothing.N, smoothing.Alpha, smoothing.Model).FirstOrDefault() is { } problem ? throw new UsageException(problem) : rule;
    }

    /// <summary>The rule as a run's identity stores it.</summary>
    public static void Describe(SequentialRule rule, JsonObject question)
    {
        question["sequential"] = "kt";
        if (rule.Decide.Count > 0)
            question["decide"] = new JsonArray([.. rule.Decide.Select(r => (JsonNode)r)]);
        if (rule.PrecisionRadius is double precision)
            question["precision_radius"] = precision;
    }
}
