using Audit.Formats;
using Audit.Formats.Onnx.Schema;
using Google.Protobuf;
using static TorchSharp.torch;
using Attribute = Audit.Formats.Onnx.Schema.AttributeProto;
using Node = Audit.Networks.Graphs.Node;

namespace Audit.Import.Onnx.Nodes;

/// <summary>Ops as ONNX nodes. Tensors keep their names ("layer1.0.conv1.weight").</summary>
internal sealed class NodeWriter(GraphProto graph)
{
    private Node node = null!;
    private string output = "";

    /// <summary>Names of the values that the node reads.</summary>
    public IReadOnlyList<string> Inputs { get; private set; } = [];

    /// <summary>The first of them.</summary>
    public string X => Inputs[0];

    /// <summary>Turns to a node, whose value is to have this name.</summary>
    /// <returns>This writer.</returns>
    public NodeWriter For(Node toWrite, IReadOnlyList<string> inputs, string name)
    {
        (node, Inputs, output) = (toWrite, inputs, name);
        return this;
    }

    /// <summary>Adds the ONNX node that gives the value. Absent inputs at the end are left out.</summary>
    public bool Add(string type, IEnumerable<string> inputs, params Attribute[] attributes) =>
        Add(type, node.Name, inputs, output, attributes);

    /// <summary>Adds a node on the way to the value.</summary>
    public bool Add(string type, string part, IEnumerable<string> inputs, string result) =>
        Add(type, $"{node.Name}.{part}", inputs, result, []);

    /// <summary>Name of a value on the way.</summary>
    public string Inner(string part) => $"{output}:{part}";

    /// <summary>Stores a tensor of the op; "" where there is none.</summary>
    /// <param name="name">Its name in the op.</param>
    /// <param name="stored">The tensor.</param>
    /// <param name="shape">Another shape to store it in.</param>
    public string Stored(string name, Tensor? stored, params long[] shape) =>
        stored is null ? "" : Store($"{node.Name}.{name}", stored, shape);

    private bool Add(string type, string name, IEnumerable<string> inputs, string result, Attribute[] attributes)
    {
        var written = new NodeProto { OpType = type, Name = name };
        string[] present = [.. inputs];
        written.Input.AddRange(present[..(Array.FindLastIndex(present, i => i.Length > 0) + 1)]);
        written.Output.Add(result);
        written.Attribute.AddRange(attributes);
        graph.Node.Add(written);
        return true;
    }

    private string Store(string name, Tensor tensor, long[] shape)
    {
        using var scope = NewDisposeScope();
        var dense = (shape.Length > 0 ? tensor.reshape(shape) : tensor).detach().cpu().contiguous();
        var proto = new TensorProto
        {
            Name = name,
            DataType = (int)(dense.dtype == ScalarType.Int64 ? ElementType.Int64
            : ElementType.Float)
        };
        if (dense.dtype is not (ScalarType.Int64 or ScalarType.Float32))
            dense = dense.to(float32);
        proto.Dims.AddRange(dense.shape);
        proto.RawData = ByteString.CopyFrom(dense.bytes);
        graph.Initializer.Add(proto);
        return name;
    }
}
