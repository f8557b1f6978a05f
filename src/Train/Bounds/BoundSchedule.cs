using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Train.BoundSchedule>;

namespace Audit.Train;

/// <summary>Schedules of certified training by bounds (recipes ibp and crown-ibp).</summary>
/// <remarks>Defaults: kappa to 0 and beta to 0 as Zhang et al. 2020 end on CIFAR-10 at 8/255; Gowal et al. 2018 end at kappa =
/// 1/2.</remarks>
public sealed record BoundSchedule
{
    /// <summary>Epochs on images alone before the radius grows.</summary>
    public double RampStart { get; init; } = 1;

    /// <summary>Epochs over which the radius grows from 0 to epsilon.</summary>
    public double RampEpochs { get; init; } = 20;

    /// <summary>How it grows.</summary>
    public RampShape Shape { get; init; } = RampShape.Smooth;

    /// <summary>Weight of the natural loss at the start of the ramp.</summary>
    public double KappaStart { get; init; } = 1;

    /// <summary>Weight of the natural loss at its end.</summary>
    public double KappaEnd { get; init; }

    /// <summary>Weight of the CROWN-IBP bound against the interval bound at the start of the ramp.</summary>
    public double BetaStart { get; init; } = 1;

    /// <summary>The same at its end; 0 leaves plain interval bounds.</summary>
    public double BetaEnd { get; init; }

    /// <summary>The initialisation of Shi et al. 2021 in place of the usual one.</summary>
    public bool FastStart { get; init; }

    /// <summary>The ramp that the options describe.</summary>
    public EpsilonRamp Ramp => new(RampStart, RampEpochs, Shape);

    /// <summary>The options as users give them.</summary>
    public static IReadOnlyList<Setting<BoundSchedule>> Settings { get; } =
    [
        Declare.Real("ramp-start", "ibp, crown-ibp: epochs before epsilon grows", o => o.RampStart, (o, v) =>
            o with { RampStart = v }, Limits.NotNegative) with
        {
            Default = $"{new BoundSchedule().RampStart}",
        },
        Declare.Real("ramp-epochs", "ibp, crown-ibp: epochs over which it grows", o => o.RampEpochs, (o, v) =>
            o with { RampEpochs = v }, Limits.NotNegative) with { Default = "half of all" },
        Declare.Word("ramp", "ibp, crown-ibp: linear, or smooth (slow near 0)", o => o.Shape, (o, v) => o with { Shape = v },
            ("linear", RampShape.Linear), ("smooth", RampShape.Smooth)) with
        {
            Default = "smooth",
        },
        Declare.Grammar("kappa", "ibp, crown-ibp: weight of the natural loss from the start to the end of the ramp", o =>
            new FromTo(o.KappaStart, o.KappaEnd),
            (o, v) => o with { KappaStart = v.Start, KappaEnd = v.End }, FromTo.Expected, FromTo.Parse, v =>
                v.Text) with { Default = "1:0" },
        Declare.Grammar("beta", "crown-ibp: weight of its bound against the interval bound, likewise", o =>
            new FromTo(o.BetaStart, o.BetaEnd),
            (o, v) => o with { BetaStart = v.Start, BetaEnd = v.End }, FromTo.Expected, FromTo.Parse, v =>
                v.Text) with { Default = "1:0" },
        Declare.Flag("fast-start", "ibp, crown-ibp: the initialisation of Shi et al. 2021", o => o.FastStart, o =>
            o with { FastStart = true }),
    ];

    /// <summary>What is wrong with the options, if anything.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (string problem in Settings.Problems(this))
            yield return problem;
        foreach (var (name, value) in new[] { ("kappa-start", KappaStart), ("kappa-end", KappaEnd), ("beta-start", BetaStart),
            ("beta-end", BetaEnd) })
        {
            if (!(value >= 0 && value <= 1))
                yield return FormattableString.Invariant($"{name} must be in [0,1], got {value}");
        }
    }

    /// <summary>A weight that moves along the ramp, written 1:0.5.</summary>
    private sealed record FromTo(double Start, double End)
    {
        public const string Expected = "START:END, such as 1:0.5";

        public string Text => FormattableString.Invariant($"{Start}:{End}");

        public static FromTo? Parse(string text)
        {
            string[] ends = text.Split(':');
            return ends.Length == 2 && Numbers.TryRatio(ends[0], out double start) && Numbers.TryRatio(ends[1], out double end)
                ? new(start, end) : null;
        }
    }
}
