using System.Runtime.InteropServices;
using Audit.Bounds;
using Audit.Formats.Onnx.Schema;
using Audit.Import.Onnx;
using Audit.Import.Onnx.Nodes;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Google.Protobuf;
using static TorchSharp.torch;

namespace Audit.Tests.Import.Onnx;

/// <summary>Writes small ONNX files message by message, as exporters do.</summary>
internal sealed class OnnxFile
{
    public OnnxFile(long opset = 13) => Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });

    public ModelProto Model { get; } = new() { IrVersion = 7, ProducerName = "test", Graph = new GraphProto { Name = "g" } };

    public GraphProto Graph => Model.Graph;

    /// <summary>The input; a size of 0 is symbolic.</summary>
    public OnnxFile Input(params long[] sizes)
    {
        var shape = new TensorShapeProto();
        foreach (long s in sizes)
            shape.Dim.Add(s > 0 ? new TensorShapeProto.Types.Dimension { DimValue = s }
                : new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        Graph.Input.Add(new ValueInfoProto
        {
            Name = "x",
            Type =
            new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } }
        });
        return this;
    }

    public OnnxFile Reals(string name, long[] shape, params float[] values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = 1,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()))
        };
        tensor.Dims.AddRange(shape);
        Graph.Initializer.Add(tensor);
        return this;
    }

    public OnnxFile Integers(string name, params long[] values) => IntegersOf(name, [values.Length], values);

    public OnnxFile IntegersOf(string name, long[] shape, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = 7 };
        tensor.Dims.AddRange(shape);
        tensor.Int64Data.AddRange(values);
        Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>Adds a node named as its op; the last one added gives the network's output.</summary>
    public OnnxFile Node(string op, string inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = $"{op}_{Graph.Node.Count}" };
        node.Input.AddRange(inputs.Length == 0 ? [] : inputs.Split(' ').Select(i => i == "_" ? "" : i));
        node.Output.Add(output);
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        Graph.Node.Add(node);
        Graph.Output.Clear();
        Graph.Output.Add(new ValueInfoProto { Name = output });
        return this;
    }

    public OnnxModel Import(OnnxImportOptions? options = null) => OnnxImporter.Import("model.onnx", Model.ToByteArray(), options);

    /// <summary>What the network gives for the images, one after the other.</summary>
    public float[] Run(float[] images) => Run(Import().Graph, images);

    public static float[] Run(Graph graph, float[] images)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = tensor(images, graph.InputShape.Batch(images.Length / graph.InputShape.Elements));
        return Forward.Run(graph, x).contiguous().data<float>().ToArray();
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var a = new AttributeProto { Name = name };
        switch (value)
        {
            case int or long:
                (a.I, a.Type) = (Convert.ToInt64(value), AttributeProto.Types.AttributeType.Int);
                break;
            case float or double:
                (a.F, a.Type) = (Convert.ToSingle(value), AttributeProto.Types.AttributeType.Float);
                break;
            case string text:
                (a.S, a.Type) = (ByteString.CopyFromUtf8(text), AttributeProto.Types.AttributeType.String);
                break;
            case long[] ints:
                a.Ints.AddRange(ints);
                a.Type = AttributeProto.Types.AttributeType.Ints;
                break;
            case TensorProto tensor:
                (a.T, a.Type) = (tensor, AttributeProto.Types.AttributeType.Tensor);
                break;
            default:
                throw new ArgumentException($"no attribute of type {value.GetType()}");
        }
        return a;
    }
}
