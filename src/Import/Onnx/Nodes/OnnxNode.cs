using Audit.Formats;
using Audit.Formats.Onnx.Schema;
using Audit.Inputs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Nodes;

/// <summary>One node of the file with its inputs resolved; reads attributes and inputs and says what is wrong with
/// them.</summary>
internal sealed class OnnxNode
{
    /// <summary>Strides, paddings, axes and other counts beyond this are no network's.</summary>
    public const long LargestAttribute = 1 << 20;

    private readonly string path;
    private readonly NodeProto proto;
    private readonly IReadOnlyList<Value?> inputs;
    private readonly Dictionary<string, AttributeProto> attributes = new(StringComparer.Ordinal);

    public OnnxNode(string path, NodeProto proto, IReadOnlyList<Value?> inputs, long opset)
    {
        (this.path, this.proto, this.inputs, Opset) = (path, proto, inputs, opset);
        foreach (var attribute in proto.Attribute)
        {
            if (!attributes.TryAdd(attribute.Name, attribute))
                throw Fail($"attribute {Shown.Name(attribute.Name)} is there twice");
        }
    }

    public string Type => proto.OpType;

    /// <summary>Its name, or that of what it gives.</summary>
    public string Name => proto.Name.Length > 0 ? proto.Name : proto.Output.FirstOrDefault("");

    public long Opset { get; }

    public int InputCount => inputs.Count;

    public ModelFormatException Fail(string problem) => new(path, $"op {Shown.Name(Type)} (node {Shown.Name(Name)}): {problem}");

    public bool Has(int i) => i < inputs.Count && inputs[i] is not null;

    /// <summary>Name in the file of input i.</summary>
    public string InputName(int i) => proto.Input[i];

    public Value Input(int i) => Has(i) ? inputs[i]! : throw Fail($"input {i} is missing");

    public Variable Variable(int i) =>
        Input(i) as Variable ?? throw Fail($"input {i} must depend on the image, it is a constant");

    /// <summary>Whether an input that was asked for holds numbers that even float64 had to round, or a rule rounded
    /// some.</summary>
    public bool ReadsRounded { get; set; }

    public Tensor Reals(int i)
    {
        var r = Constants(i);
        ReadsRounded |= r.IsRounded;
        return r.Tensor;
    }

    /// <summary>The same with what is known of them.</summary>
    public Reals Constants(int i) => Input(i) as Reals
        ?? throw Fail($"input {i} must be real numbers stored in the file, it {Is(Input(i))}");

    public Integers Integers(int i) =>
        Input(i) as Integers ?? throw Fail($"input {i} must be whole numbers stored in the file, it {Is(Input(i))}");

    /// <summary>Whole numbers without the batch size among them.</summary>
    public long[] Numbers(int i) =>
        [.. Integers(i).Elements.Select(e => e
            ?? throw Fail($"input {i} contains the batch size where a fixed number is expected"))];

    public long Int(string name, long otherwise) => attributes.TryGetValue(name, out var a) ? a.I : otherwise;

    public double Float(string name, double otherwise) => attributes.TryGetValue(name, out var a) ? a.F : otherwise;

    public string Text(string name, string otherwise) => attributes.TryGetValue(name, out var a) ? a.S.ToStringUtf8() : otherwise;

    public TensorProto? Tensor(string name) => attributes.TryGetValue(name, out var a) ? a.T : null;

    public long[]? Ints(string name) => attributes.TryGetValue(name, out var a) ? [.. a.Ints] : null;

    public float[]? Floats(string name) => attributes.TryGetValue(name, out var a) ? [.. a.Floats] : null;

    public bool HasAttribute(string name) => attributes.ContainsKey(name);

    /// <summary>A (height, width) attribute.</summary>
    public long[] Pair(string name, long otherwise, long least)
    {
        long[] pair = Ints(name) ?? [otherwise, otherwise];
        return pair.Length == 2 && pair.All(v => v >= least && v <= LargestAttribute) ? pair
            : throw Fail($"{name} must be two numbers from {least} to {LargestAttribute} (2-d images), got "
            + $"[{string.Join(',', pair.Take(8))}]");
    }

    /// <summary>Axes from an attribute or, in newer opsets, from an input; negative ones counted from the end, each
    /// once.</summary>
    /// <returns>Null where none are given.</returns>
    public long[]? Axes(int input, int rank)
    {
        long[]? axes = Has(input) ? Numbers(input) : Ints("axes");
        if (axes is null)
            return null;
        long[] result = [.. axes.Select(a => Axis(a, rank))];
        return result.Distinct().Count() == result.Length ? result
            : throw Fail($"axes [{string.Join(',', axes.Take(8))}] repeat");
    }

    /// <summary>An axis of a value with that many dimensions, the batch included.</summary>
    public long Axis(long axis, int rank) => axis >= -rank && axis < rank ? (axis + rank) % rank
        : throw Fail($"axis {axis} is beyond the {rank} dimensions");

    private static string Is(Value value) => value switch
    {
        Nodes.Variable => "depends on the image",
        Nodes.Reals => "holds real numbers",
        _ => "holds whole numbers",
    };
}
