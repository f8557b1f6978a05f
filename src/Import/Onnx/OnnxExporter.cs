using Audit.Formats;
using Audit.Formats.Onnx.Schema;
using Audit.Import.Onnx.Nodes;
using Audit.Import.Onnx.Rules;
using Audit.Inputs.Files;
using Audit.Networks.Graphs;
using Google.Protobuf;

namespace Audit.Import.Onnx;

/// <summary>Writes a graph as an ONNX file: opset 13, float32, any batch size.</summary>
public static class OnnxExporter
{
    private const long Opset = 13;
    private const long IrVersion = 7;

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="UnsupportedOpException">ONNX has no counterpart for an op.</exception>
    public static void Export(Graph graph, string path) => WholeFile.Write(path, ToModel(graph).ToByteArray());

    private static ModelProto ToModel(Graph graph)
    {
        var proto = new GraphProto { Name = "network" };
        var s = graph.InputShape;
        proto.Input.Add(Info("input", s.Channels, s.Height, s.Width));
        proto.Output.Add(Info("logits", graph.Classes));
        var writer = new NodeWriter(proto);
        string[] values = new string[graph.Nodes.Count];
        values[0] = "input";
        for (int k = 1; k < values.Length; k++)
        {
            var node = graph.Nodes[k];
            values[k] = k == values.Length - 1 ? "logits" : $"{node.Name}:{k}";
            if (!RuleTable.Export.Apply(node.Op, writer.For(node, [.. node.Inputs.Select(i => values[i])], values[k])))
                throw new UnsupportedOpException("ONNX export", k, node);
        }
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "audit", Graph = proto };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return model;
    }

    private static ValueInfoProto Info(string name, params long[] sizes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        shape.Dim.AddRange(sizes.Select(s => new TensorShapeProto.Types.Dimension { DimValue = s }));
        var type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementType.Float, Shape = shape } };
        return new ValueInfoProto { Name = name, Type = type };
    }
}
