using Audit.Formats;
using Audit.Formats.Onnx.Schema;
using Audit.Inputs;

namespace Audit.Import.Onnx.Nodes;

/// <summary>The names of a file: stored tensors (read when first asked for) and what nodes give.</summary>
internal sealed class Values
{
    private readonly string path;
    private readonly GraphProto graph;
    private readonly Dictionary<string, TensorProto> stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Value> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> readers = new(StringComparer.Ordinal);

    public Values(string path, GraphProto graph, TensorReader reader)
    {
        (this.path, this.graph, Reader) = (path, graph, reader);
        foreach (var tensor in graph.Initializer)
        {
            if (!stored.TryAdd(tensor.Name, tensor))
                throw Twice(tensor.Name);
        }
        foreach (string name in graph.Node.SelectMany(n => n.Input).Concat(graph.Output.Select(o => o.Name)))
            readers[name] = readers.GetValueOrDefault(name) + 1;
    }

    public TensorReader Reader { get; }

    public bool IsStored(string name) => stored.ContainsKey(name);

    /// <summary>How often a name is read, the network's output included.</summary>
    public int Readers(string name) => readers.GetValueOrDefault(name);

    /// <summary>The value of that name, or null where there is none yet.</summary>
    public Value? Find(string name)
    {
        if (known.TryGetValue(name, out var value))
            return value;
        return stored.TryGetValue(name, out var tensor) ? known[name] = Reader.Read(tensor) : null;
    }

    /// <exception cref="ModelFormatException">The name is taken.</exception>
    public void Define(string name, Value value)
    {
        if (stored.ContainsKey(name) || !known.TryAdd(name, value))
            throw Twice(name);
    }

    /// <summary>Which nodes the output depends on. The others are not looked at.</summary>
    public bool[] Needed(string output)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal) { output };
        var needed = new bool[graph.Node.Count];
        for (int k = needed.Length - 1; k >= 0; k--)
        {
            needed[k] = graph.Node[k].Output.Any(wanted.Contains);
            if (needed[k])
                wanted.UnionWith(graph.Node[k].Input);
        }
        return needed;
    }

    private ModelFormatException Twice(string name) => new(path, $"the name {Shown.Name(name)} is given twice");
}
