using System.CommandLine;
using Audit.Cli.Terminal;
using Audit.Train;

namespace Audit.Cli.Options;

/// <summary>Schedules of certified training.</summary>
public sealed class BoundScheduleSet
{
    private static readonly BoundSchedule Start = new();

    private readonly Option<double?> rampStart = Choose.Maybe<double?>("--ramp-start", $"ibp, crown-ibp: epochs before epsilon grows [default: {Start.RampStart}]", Limits.NotNegative);
    private readonly Option<double?> rampEpochs = Choose.Maybe<double?>("--ramp-epochs", "ibp, crown-ibp: epochs over which it grows [default: half of all]", Limits.NotNegative);
    private readonly Option<string?> shape = Choose.Maybe<string>("--ramp", "ibp, crown-ibp: linear, or smooth (slow near 0) [default: smooth]");
    private readonly Option<string?> kappa = Choose.Maybe<string>("--kappa", "ibp, crown-ibp: weight of the natural loss from the start to the end of the ramp [default: 1:0]");
    private readonly Option<string?> beta = Choose.Maybe<string>("--beta", "crown-ibp: weight of its bound against the interval bound, likewise [default: 1:0]");
    private readonly Option<bool> fast = Choose.Flag("--fast-start", "ibp, crown-ibp: the initialisation of Shi et al. 2021");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        shape.OneOf("linear", "smooth");
        foreach (Option option in (Option[])[rampStart, rampEpochs, shape, kappa, beta, fast])
            command.Add(option);
    }

    /// <summary>The schedules; null where the recipe has none.</summary>
    /// <exception cref="UsageException">A schedule was given to a recipe that has none, or is no number.</exception>
    public BoundSchedule? Read(ParseResult parse, BoundSchedule? usual, int epochs)
    {
        if (usual is null)
        {
            var given = new Option[] { rampStart, rampEpochs, shape, kappa, beta, fast }.FirstOrDefault(o => parse.GetResult(o) is { Implicit: false });
            return given is null ? null : throw new UsageException($"{given.Name} belongs to recipes {Recipes.Ibp} and {Recipes.CrownIbp}");
        }
        var (kappaStart, kappaEnd) = FromTo(parse, kappa, usual.KappaStart, usual.KappaEnd);
        var (betaStart, betaEnd) = FromTo(parse, beta, usual.BetaStart, usual.BetaEnd);
        return usual with
        {
            RampStart = parse.GetValue(rampStart) ?? usual.RampStart,
            RampEpochs = parse.GetValue(rampEpochs) ?? epochs / 2.0,
            Shape = parse.GetValue(shape) == "linear" ? RampShape.Linear : RampShape.Smooth,
            KappaStart = kappaStart,
            KappaEnd = kappaEnd,
            BetaStart = betaStart,
            BetaEnd = betaEnd,
            FastStart = parse.GetValue(fast),
        };
    }

    private static (double Start, double End) FromTo(ParseResult parse, Option<string?> option, double start, double end)
    {
        if (parse.GetValue(option) is not { } text)
            return (start, end);
        double[] numbers = [.. text.Split(':').Select(p => Numbers.TryRatio(p, out double v) ? v : double.NaN)];
        return numbers is [var from, var to] && double.IsFinite(from + to) ? (from, to)
            : throw new UsageException($"{option.Name} must be START:END, such as 1:0.5, got '{text}'");
    }
}
