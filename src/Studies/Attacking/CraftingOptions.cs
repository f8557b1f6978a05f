using Audit.Defences;
using Audit.Defences.Transformations;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Studies.Subjects;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Attacking.CraftingOptions>;

namespace Audit.Studies.Attacking;

/// <summary>Whose gradients an attack follows, and what stands between the picture and the network.</summary>
public sealed record CraftingOptions
{
    /// <summary>"defence", or OP=SURROGATE for ops and nodes of the network; empty where a model's own gradients are
    /// followed.</summary>
    public IReadOnlyList<string> Surrogates { get; init; } = [];

    /// <summary>Files of models whose gradients stand in for the victim's.</summary>
    public IReadOnlyList<string> StandIns { get; init; } = [];

    /// <summary>Physical transformations; null for none.</summary>
    public PhysicalTransforms? Transform { get; init; }

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<CraftingOptions>> Settings { get; } =
    [
        Declare.Texts("bpda",
            $"Follow the gradients of a surrogate, while predictions stay exact: 'defence' for those of --defence, or "
            + $"OP=SURROGATE for an op or node of the network by name ({string.Join(", ", Bpda.Surrogates.Keys)}); may be given "
            + $"again",
            o => o.Surrogates, (o, v) => o with { Surrogates = v }, "'defence' or OP=SURROGATE"),
        Declare.ExistingFiles("surrogate", "Follow the gradients of this model, while predictions stay the victim's (BPDA around "
            + "a "
            + "black box); may be given again, and logits are then averaged", o => o.StandIns, (o, v) => o with { StandIns = v },
            "model file"),
        Declare.Grammar("transform",
            "Physical transformations between picture and network, drawn afresh each time: "
            + "rotate=DEGREES,scale=S,translate=T,brightness=B,background=G, each optional; with --draws the attack expects "
            + "over them",
            o => o.Transform, (o, v) => o with { Transform = v }, "transformations", PhysicalTransforms.Parse, v => v.ToString()),
    ];

    /// <summary>The model whose gradients are followed: the model itself where no surrogate was asked for.</summary>
    public IClassifier Crafted(OtherModel model)
    {
        var ops = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string choice in Surrogates.Where(c => c != "defence"))
        {
            string[] pair = choice.Split('=');
            if (pair.Length != 2)
                throw new UsageException(
                    $"--bpda must be 'defence' or OP=SURROGATE such as Relu=softplus, got {Shown.Name(choice)}");
            ops[pair[0]] = pair[1];
        }
        if (Surrogates.Contains("defence"))
        {
            if (ops.Count > 0)
                throw new UsageException(
                    "--bpda defence and --bpda OP=SURROGATE do not go together: behind a defence the network's ops are out of "
                    + "reach");
            return (model.Classifier as DefendedClassifier
                ?? throw new UsageException("--bpda defence needs --defence")).Surrogate;
        }
        if (ops.Count == 0)
            return model.Classifier;
        return model.Model.Graph is { } graph ? Bpda.Classifier(graph, model.Classifier.Device, ops)
            : throw new UsageException(
            $"--bpda OP=SURROGATE needs a network whose ops are known, and {model.Path} is a black box here");
    }
}
