using System.Globalization;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Networks.Inference;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Attacking.EnsembleOptions>;

namespace Audit.Studies.Attacking;

/// <summary>Several models attacked as one, and models that only see what comes of it.</summary>
public sealed record EnsembleOptions
{
    /// <summary>Models attacked.</summary>
    public int Members { get; init; } = 1;

    /// <summary>What is averaged over them.</summary>
    public Fusion Fusion { get; init; } = Fusion.Logits;

    /// <summary>Their weights; null for equal ones.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>Files of models that the images are evaluated on, unused by the attack.</summary>
    public IReadOnlyList<string> Holdouts { get; init; } = [];

    /// <summary>The options as users give them; the question names the models by their hashes.</summary>
    public static IReadOnlyList<Setting<EnsembleOptions>> Settings { get; } =
    [
        Declare.Word("fusion", "How several --model are attacked as one: logits, probabilities or loss are averaged", o =>
            o.Fusion, (o, v) => o with { Fusion = v },
            Enum.GetValues<Fusion>().Select(f => (f.ToString().ToLowerInvariant(), f))) with
        { For = Several },
        Declare.Reals("weights", "Weights of the models, such as 1,1,2", o => o.Weights, (o, v) => o with { Weights = v },
            Limits.NotNegative, "numbers of at least 0") with
        {
            For = Several,
            Default = "equal",
        },
        Declare.ExistingFiles("holdout", "Also evaluate on this model, unused by the attack; may be given again",
            o => o.Holdouts, (o, v) => o with { Holdouts = v }, "model file"),
    ];

    private static Scope<EnsembleOptions> Several => new(o => o.Members > 1, "several --model");

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate() => Weights is { } given && (given.Count != Members || given.Sum() is 0)
        ? [$"--weights must be one number for each --model, {Members} of them and not all 0; got "
        + $"{string.Join(',', given.Select(w => w.ToString(CultureInfo.InvariantCulture)))}"] : [];
}
