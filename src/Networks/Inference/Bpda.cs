using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Noise;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Networks.Inference;

/// <summary>Forward as written, backward through a surrogate for chosen ops (BPDA).</summary>
/// <remarks>Source: Athalye et al. 2018, arXiv:1802.00420, section 4.1. The value of a replaced op is its own to the last
/// bit.</remarks>
public static class Bpda
{
    /// <summary>What may stand in for an op, by name. All keep the shape.</summary>
    public static IReadOnlyDictionary<string, Func<Tensor, Tensor>> Surrogates { get; } = new Dictionary<string, Func<Tensor,
        Tensor>>(StringComparer.Ordinal)
    {
        ["identity"] = x => x.alias(),
        // log(1 + exp x), without overflow.
        ["softplus"] = x => x.clamp(0) + (-x.abs()).exp().log1p(),
        ["leaky-relu"] = x => F.leaky_relu(x, 0.1),
        ["sigmoid"] = x => x.sigmoid(),
        ["tanh"] = x => x.tanh(),
    };

    /// <summary>The logits of a network, with gradients through surrogates.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="x">Images, [N,C,H,W].</param>
    /// <param name="surrogates">Surrogate for each op or node by name; a node's own name goes before its op's.</param>
    public static Tensor Run(Graph graph, Tensor x, IReadOnlyDictionary<string, Func<Tensor, Tensor>> surrogates)
    {
        using var scope = NewDisposeScope();
        var values = new Tensor?[graph.Nodes.Count];
        values[0] = x;
        for (int k = 1; k < values.Length; k++)
        {
            var node = graph.Nodes[k];
            if (Surrogate(node, surrogates) is not { } surrogate)
            {
                values[k] = Forward.Apply(graph, k, values, training: false);
                continue;
            }
            var smooth = surrogate(values[node.Inputs[0]]!);
            // The op may overwrite its input: it gets a copy.
            var own = values[node.Inputs[0]];
            values[node.Inputs[0]] = own!.detach().clone();
            var exact = Forward.Apply(graph, k, values, training: false);
            values[node.Inputs[0]] = own;
            // smooth - smooth is exactly zero where it is finite.
            values[k] = exact.detach() + (smooth - smooth.detach());
        }
        return values[^1]!.MoveToOuterDisposeScope();
    }

    /// <summary>A classifier that answers with its graph and differentiates through surrogates.</summary>
    /// <exception cref="UsageException">A surrogate or what it is to stand in for is not there, or shapes do not allow
    /// it.</exception>
    public static IClassifier Classifier(Graph graph, Device device, IReadOnlyDictionary<string, string> choices)
    {
        foreach (var (name, surrogate) in choices)
        {
            if (!Surrogates.ContainsKey(surrogate))
                throw new UsageException($"expected a surrogate out of {string.Join(", ", Surrogates.Keys)}, got '{surrogate}'");
            var nodes = graph.Nodes.Where(n => n.Name == name || n.Op.Name == name).ToList();
            if (nodes.Count == 0)
                throw new UsageException(
                    $"the network has no node and no op named '{name}'; its ops are {string.Join(", ",
                    graph.Nodes.Skip(1).Select(n => n.Op.Name).Distinct())}");
            if (nodes.FirstOrDefault(n => n.Inputs.Count != 1) is { } joint)
                throw new UsageException(
                    $"a surrogate takes one value, and {joint.Op.Name} (node '{joint.Name}') takes {joint.Inputs.Count}");
            if (nodes.FirstOrDefault(n => !KeepsShape(graph, n)) is { } changed)
                throw new UsageException(
                    $"a surrogate keeps the shape, and {changed.Op.Name} (node '{changed.Name}') changes it");
        }
        return new WithSurrogates(graph, device, choices.ToDictionary(c => c.Key, c => Surrogates[c.Value]));
    }

    /// <summary>The model with gradients that pass its jumps as smooth functions would; null where it shows no layers, or none
    /// with jumps.</summary>
    public static IClassifier? ThroughSteps(IClassifier model)
    {
        if (model is not GraphClassifier { Placed: var graph })
            return null;
        var choices = graph.Nodes.Where(n => n.Op is StepFunction).Select(n => n.Op.Name).Distinct(StringComparer.Ordinal)
            .ToDictionary(name => name, name => name switch
            {
                nameof(Sign) => "tanh",
                nameof(Step) => "sigmoid",
                _ => "identity",
            }, StringComparer.Ordinal);
        return choices.Count == 0 ? null : Classifier(graph, model.Device, choices);
    }

    private static bool KeepsShape(Graph graph, Node node)
    {
        var shapes = Shapes.Run(graph);
        int at = graph.Nodes.ToList().IndexOf(node);
        return node.Inputs.Count == 1 && shapes[at].SequenceEqual(shapes[node.Inputs[0]]);
    }

    private static Func<Tensor, Tensor>? Surrogate(Node node, IReadOnlyDictionary<string, Func<Tensor, Tensor>> surrogates) =>
        surrogates.TryGetValue(node.Name, out var own) ? own : surrogates.TryGetValue(node.Op.Name, out var general) ? general
            : null;

    private sealed class WithSurrogates(Graph graph, Device device, IReadOnlyDictionary<string, Func<Tensor, Tensor>> surrogates)
        : IClassifier
    {
        private readonly Graph placed = new GraphClassifier(graph, device).Placed;

        public ImageShape InputShape => placed.InputShape;

        public int Classes => placed.Classes;

        public Device Device => device;

        public Tensor Logits(Tensor x, Draws draws = default) => Run(placed, x, surrogates);
    }
}
