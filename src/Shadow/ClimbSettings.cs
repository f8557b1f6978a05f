using Audit.Inputs;
using Audit.Inputs.Settings;

namespace Audit.Shadow;

/// <summary>The options of <see cref="ClimbOptions"/>, each declared once, for the record that inherits them.</summary>
internal static class ClimbSettings<T>
    where T : ClimbOptions
{
    public static Setting<T> Channels { get; } = Declare<T>.Word("channels",
        "1: one perturbation shared by the colours; 3: one for each", o => o.Channels, (o, v) => o with { Channels = v },
        ("1", 1), ("3", 3)) with
    {
        Stored = o => o.Channels,
    };

    public static Setting<T> Steps { get; } = Declare<T>.Whole("steps", "Steps of gradient ascent", o => o.Steps,
        (o, v) => o with { Steps = v }, new(1, 1_000_000));

    public static Setting<T> StepSize { get; } = Declare<T>.Real("step-size", "Length of a step as a multiple of the gradient",
        o => o.StepSize, (o, v) => o with { StepSize = v }, Limits.Step);

    public static Setting<T> LambdaTv { get; } = Declare<T>.Real("lambda-tv", "Weight of the total variation penalty",
        o => o.LambdaTv, (o, v) => o with { LambdaTv = v }, Limits.Weight);

    public static Setting<T> LambdaColor { get; } = Declare<T>.Real("lambda-color", "Weight of the colour penalty",
        o => o.LambdaColor, (o, v) => o with { LambdaColor = v }, Limits.Weight);

    public static Setting<T> LambdaDissim { get; } = Declare<T>.Real("lambda-dissim", "Weight of the dissimilarity penalty",
        o => o.LambdaDissim, (o, v) => o with { LambdaDissim = v }, Limits.Weight);

    public static Setting<T> Targets { get; } = Declare<T>.Grammar("targets",
        "Classes aimed at: all, the K strongest, class:C, next, random, every:N (every N-th class) or untargeted (away from the "
            + "label)", o => o.Targets, (o, v) => o with { Targets = v }, TargetPlan.Expected, TargetPlan.Parse,
        plan => plan.Text) with
    {
        Stored = o => o.Targets.Stored,
    };

    public static IEnumerable<Setting<T>> Ascent =>
        AscentOptions.Settings.Within<T, AscentOptions>(o => o.Ascent, (o, v) => o with { Ascent = v });
}
