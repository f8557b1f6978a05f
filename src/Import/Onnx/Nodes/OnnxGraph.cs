using Audit.Bounds;
using Audit.Formats;
using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Nodes;

/// <summary>The graph while it is built: rules add ops here, and what cancels out is never added.</summary>
internal sealed class OnnxGraph
{
    /// <summary>Numbers in one image's value: the first layer of VGG at 1024x1024.</summary>
    private const long LargestValue = 1 << 26;

    private const int MostNodes = 200_000;
    private readonly List<Node> nodes = [];
    private readonly List<long[]> shapes = [];
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);

    /// <summary>Values that nothing has read yet, to the node that may still be rewritten when the next op is its second
    /// half.</summary>
    private readonly Dictionary<int, int> open = [];

    public OnnxGraph(string path, ImageShape input, MemoryBudget budget)
    {
        (Path, InputShape, Budget) = (path, input, budget);
        nodes.Add(new Node("input", new Input(), []));
        shapes.Add([input.Channels, input.Height, input.Width]);
        names["input"] = 1;
    }

    public string Path { get; }

    public ImageShape InputShape { get; }

    public MemoryBudget Budget { get; }

    public List<string> Warnings { get; } = [];

    /// <summary>The batch size that the file fixes, where it does.</summary>
    public long? FixedBatch { get; init; }

    public Variable Image => new(0, shapes[0]);

    public Op OpAt(int node) => nodes[node].Op;

    /// <summary>Adds an op.</summary>
    /// <param name="n">The node of the file that asks for it.</param>
    /// <param name="op">What to compute.</param>
    /// <param name="inputs">Of what.</param>
    /// <param name="name">Its name; by default the file's node's.</param>
    /// <exception cref="ModelFormatException">The inputs do not fit the op.</exception>
    public Variable Emit(OnnxNode n, Op op, IReadOnlyList<Variable> inputs, string? name = null)
    {
        long[] shape;
        try
        {
            shape = Shapes.Of(op, [.. inputs.Select(v => v.Shape)]) ?? throw n.Fail($"no shape rule for {op.Name}");
            if (shape.Any(s => s < 1) || Sizes.Elements(shape) > LargestValue)
                throw n.Fail($"gives [N{string.Concat(shape.Select(s =>
                    $",{s}"))}], expected 1 to {LargestValue} numbers for an image");
        }
        catch (Exception e) when (e is ShapeException or OverflowException)
        {
            throw n.Fail(e.Message);
        }
        if (nodes.Count >= MostNodes)
            throw n.Fail($"the network has more than {MostNodes} ops");
        var (rounded, exact) = ExactNumbers.Split(op);
        nodes.Add(new Node(Unique(name ?? n.Name), rounded, [.. inputs.Select(v => v.Node)])
        {
            Exact = exact,
            IsRounded = n.ReadsRounded,
        });
        shapes.Add(shape);
        return new Variable(nodes.Count - 1, shape);
    }

    public Variable Emit(OnnxNode n, Op op, Variable x, string? name = null) => Emit(n, op, [x], name);

    /// <summary>The same elements under another shape; reshapes of reshapes are one, and one back to the start is none.</summary>
    public Variable Reshape(OnnxNode n, Variable x, long[] shape)
    {
        if (shape.SequenceEqual(x.Shape))
            return x;
        if (OpAt(x.Node) is Flatten or Networks.Graphs.Reshape)
        {
            int source = nodes[x.Node].Inputs[0];
            x = new Variable(source, shapes[source]);
        }
        return shape.SequenceEqual(x.Shape) ? x : Emit(n, shape.Length == 1 && x.Shape.Length > 0 ? new Flatten()
            : new Networks.Graphs.Reshape(shape), x);
    }

    /// <summary>Other order of dimensions; two after one another are one, and one back to the start is none.</summary>
    public Variable Permute(OnnxNode n, Variable x, long[] order)
    {
        if (order.Length == x.Rank && order.All(d => d >= 0 && d < x.Rank) && OpAt(x.Node) is Networks.Graphs.Permute before)
        {
            order = [.. order.Select(d => before.Order[d])];
            int source = nodes[x.Node].Inputs[0];
            x = new Variable(source, shapes[source]);
        }
        return order.Select((d, k) => d == k).All(same => same) && order.Length == x.Rank ? x
            : Emit(n, new Networks.Graphs.Permute(order), x);
    }

    /// <summary>Lets the op that reads <paramref name="value"/> next rewrite <paramref name="node"/>, if it is the only
    /// reader.</summary>
    public void Open(Variable value, int node) => open[value.Node] = node;

    /// <summary>Ends that: the value has other readers.</summary>
    public void Close(Variable value) => open.Remove(value.Node);

    /// <summary>The node that may be rewritten on reading this value, and its op with exact constants; the value counts as read
    /// afterwards.</summary>
    public (int Node, Op Op)? TakeOpen(Variable value) => open.Remove(value.Node, out int node)
        ? (node, nodes[node].Exact ?? nodes[node].Op) : null;

    /// <summary>Replaces an op.</summary>
    /// <param name="n">The node of the file that asks for it.</param>
    /// <param name="node">Where.</param>
    /// <param name="op">By what.</param>
    /// <param name="exact">What the same is without rounding, where the op itself cannot be it.</param>
    public void Rewrite(OnnxNode n, int node, Op op, Op? exact = null)
    {
        var (rounded, own) = ExactNumbers.Split(op);
        nodes[node] = nodes[node] with
        {
            Op = rounded,
            Exact = exact?.Map(t => t.to(float64)) ?? own,
            IsRounded = nodes[node].IsRounded || n.ReadsRounded,
        };
    }

    /// <summary>Counts the memory of a constant that is about to be made.</summary>
    public void Reserve(long elements) => Budget.Take(Path, elements, sizeof(float));

    /// <summary>The graph, without what the output does not depend on.</summary>
    public Graph Build(Variable output, int classes)
    {
        var needed = new bool[nodes.Count];
        needed[0] = needed[output.Node] = true;
        for (int k = output.Node; k > 0; k--)
        {
            if (needed[k])
            {
                foreach (int i in nodes[k].Inputs)
                    needed[i] = true;
            }
        }
        var kept = new List<Node>();
        var moved = new int[nodes.Count];
        for (int k = 0; k <= output.Node; k++)
        {
            moved[k] = kept.Count;
            if (needed[k])
                kept.Add(nodes[k] with { Inputs = [.. nodes[k].Inputs.Select(i => moved[i])] });
        }
        // Layers may share a tensor; it must leave the scope of the import once.
        foreach (var tensor in kept.SelectMany(n => n.Op.Tensors.Concat(n.Exact?.Tensors ?? [])).Select(t => t.Tensor)
            .ToHashSet<Tensor>(ReferenceEqualityComparer.Instance))
            tensor.MoveToOuterDisposeScope();
        return new Graph(kept, InputShape, classes);
    }

    private string Unique(string name)
    {
        name = name.Length == 0 ? "node" : Shown.Text(name, 200);
        int count = names[name] = names.GetValueOrDefault(name) + 1;
        return count == 1 ? name : Unique($"{name}_{count}");
    }
}
