using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Attacking.StandInOptions>;

namespace Audit.Studies.Attacking;

/// <summary>Models whose gradients may stand in for those of the one that is diagnosed.</summary>
public sealed record StandInOptions
{
    /// <summary>Their files.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The options as users give them; the question names the models by their hashes.</summary>
    public static IReadOnlyList<Setting<StandInOptions>> Settings { get; } =
    [
        Declare.ExistingFiles("surrogate", "A model whose gradients stand in for those of the one that is diagnosed (BPDA around "
            + "a black "
            + "box), and from which attacks are transferred; may be given again", o => o.Files, (o, v) => o with { Files = v },
            "model file"),
    ];
}
