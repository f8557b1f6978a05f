using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Backward passes: functionals of a node's value become functionals of the image, op by op.</summary>
/// <remarks>
/// Rounding. Slopes and coefficients are chosen numbers: a computed coefficient a' in place of a changes the bounded row by (a -
/// a') z, z the value it multiplies, and |z| is bounded by the interval of its node. A step computes a' with an error of at most
/// gamma |a||op|, so what it costs is at most gamma |a| (|op||z| + |b|): one product of the rows' absolute values with a vector
/// that is the same for all rows of an image (<see cref="CrownErrors"/>). These costs, those of the additions and those of the
/// last step are summed and taken off at the end.
/// </remarks>
internal sealed class CrownPass(Graph graph, InputRegion region, IReadOnlyList<Interval?> values, CrownOptions options,
    Rounding? rounding)
{
    private readonly IReadOnlyList<long[]> shapes = Shapes.Run(graph);
    private readonly Relaxation?[] relaxations = new Relaxation?[graph.Nodes.Count];
    private readonly CrownErrors? errors = rounding is null ? null : new CrownErrors(graph, values);
    private Tensor?[] rows = [];
    private Tensor total = null!;
    private Tensor? error;

    /// <summary>Slopes below open ReLUs by node, [N,K,...], where they are not to be those of the options.</summary>
    public IReadOnlyDictionary<int, Tensor>? Slopes { get; init; }

    /// <summary>Added to the rows that reach a node, [N,K,...]: a multiplier of the node's value for each constraint on its sign
    /// that the bound may use. Positive where the value is constrained to be at most 0, negative where it is at least
    /// 0.</summary>
    public IReadOnlyDictionary<int, Tensor>? Multipliers { get; init; }

    /// <summary>Told the rows that reach an activation, by node, before its lines are chosen; they live no longer than the
    /// call.</summary>
    public Action<int, Tensor>? Watch { get; init; }

    /// <summary>Keeps the last pass's functionals of the image, [N,K,...], in <see cref="AtImage"/>.</summary>
    public bool KeepsImage { get; init; }

    /// <summary>Functionals of the image, whose least value over the region the last bound has; null where there are
    /// none.</summary>
    public Tensor? AtImage { get; private set; }

    /// <summary>Lower bounds of rows of numbers times a node's value.</summary>
    /// <param name="node">The node; the bounds of what it depends on must not change afterwards, their lines are kept.</param>
    /// <param name="specification">[N,K,...], where the value is [N,...].</param>
    /// <returns>[N,K].</returns>
    public Tensor Lower(int node, Tensor specification)
    {
        Prepare(node);
        using var scope = NewDisposeScope();
        rows = new Tensor?[graph.Nodes.Count];
        rows[node] = specification;
        total = zeros([specification.shape[0], specification.shape[1]], specification.dtype, specification.device);
        error = rounding is null ? null : zeros_like(total);
        for (int k = node; k > 0; k--)
        {
            if (rows[k] is not { } a)
                continue;
            rows[k] = null;
            if (k != node && Multipliers?.GetValueOrDefault(k) is { } multiplier)
            {
                a = a + multiplier;
                if (errors is not null)
                    error = error! + errors.OfAddition(k, a.abs());
            }
            Step(k, a);
            if (k != node && !Array.Exists(rows, r => ReferenceEquals(r, a)))
                a.Dispose();
        }
        AtImage = KeepsImage ? rows[0]?.detach().MoveToOuterDisposeScope() : null;
        // Rows that never reach the image are constants.
        if (rows[0] is { } atImage)
            AddConstant(Concretisation.Lower(atImage.flatten(2), region, rounding));
        return (rounding is null ? total : rounding.DownOf(total - error! * Rounding.Slack - Rounding.Tiny))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Makes the lines of every activation that the node depends on; they live as long as the caller's scope.</summary>
    public void Prepare(int node)
    {
        bool[] reached = new bool[node + 1];
        reached[node] = true;
        for (int k = node; k > 0; k--)
        {
            if (!reached[k])
                continue;
            foreach (int i in graph.Nodes[k].Inputs)
                reached[i] = true;
        }
        for (int k = 1; k <= node; k++)
        {
            if (!reached[k] || relaxations[k] is not null || errors?.Has(k) == true)
                continue;
            if (BoundRules.IsActivation(graph.Nodes[k].Op))
            {
                relaxations[k] = Relaxation.Of(graph.Nodes[k].Op,
                    new LineInputs(Needed(graph.Nodes[k].Inputs[0], k), options.LowerSlope, rounding, Slopes
                        ?.GetValueOrDefault(k)))
                    ?? throw new UnsupportedOpException(rounding is null ? Crown.Name : $"{Crown.Name} with rounding errors", k,
                    graph.Nodes[k]);
            }
            errors?.Prepare(k, relaxations[k]);
        }
    }

    private void Step(int k, Tensor a)
    {
        using var scope = NewDisposeScope();
        var node = graph.Nodes[k];
        if (relaxations[k] is not null)
            Watch?.Invoke(k, a);
        if (errors is not null)
            error = error! + errors.Cost(k, a.abs());
        if (relaxations[k] is { } lines)
        {
            Activate(node.Inputs[0], lines, a);
        }
        else
        {
            long[][] sizes = [.. node.Inputs.Select(i => shapes[i])];
            var adjoint = (BoundRules.Bounded.Covers(node.Op)
                ? BoundRules.Bounded.Apply(node.Op, new BoundedInputs(a, [.. node.Inputs.Select(i => Needed(i, k))], sizes,
                rounding))
                : BoundRules.Adjoints.Apply(node.Op, new AdjointInputs(node.Op, a, sizes)))
                ?? throw new UnsupportedOpException(Crown.Name, k, node);
            for (int i = 0; i < adjoint.Inputs.Count; i++)
                Add(node.Inputs[i], adjoint.Inputs[i]);
            if (adjoint.Constant is { } constant)
                AddConstant(constant);
        }
        // Only what the next steps need outlives this one.
        foreach (var t in rows)
            t?.MoveToOuterDisposeScope();
        total.MoveToOuterDisposeScope();
        error?.MoveToOuterDisposeScope();
    }

    /// <summary>Positive coefficients take the line below, negative ones the line above.</summary>
    private void Activate(int source, Relaxation lines, Tensor a)
    {
        Tensor positive = a.clamp(min: 0), negative = a.clamp(max: 0);
        Tensor Each(Tensor slope) => slope.dim() == a.dim() ? slope : slope.unsqueeze(1);
        Add(source, positive * Each(lines.LowerSlope) + negative * Each(lines.UpperSlope));
        if (lines.LowerOffset is { } low)
            AddConstant(Concretisation.Dot(positive, low));
        if (lines.UpperOffset is { } high)
            AddConstant(Concretisation.Dot(negative, high));
    }

    private Interval Needed(int node, int reader) => values[node]
        ?? throw new ArgumentException(
        $"Crown needs bounds of node {node} ({graph.Nodes[node].Name}), which node {reader} ({graph.Nodes[reader].Name}) reads");

    private void Add(int node, Tensor a)
    {
        if (rows[node] is not { } before)
        {
            rows[node] = a;
            return;
        }
        rows[node] = before + a;
        if (errors is not null)
            error = error! + errors.OfAddition(node, rows[node]!.abs());
    }

    private void AddConstant(Tensor constant)
    {
        total = total + constant;
        if (rounding is not null)
            error = error! + total.abs() * Rounding.Gamma(2) + Rounding.Tiny;
    }
}
