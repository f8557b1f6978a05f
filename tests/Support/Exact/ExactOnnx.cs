using System.Buffers.Binary;
using Audit.Formats.Onnx.Schema;

namespace Audit.Tests;

/// <summary>An ONNX file in rational arithmetic, node by node as the operator specification describes them. Knows nothing of the
/// importer: the messages of the file are all that it reads. Casts of constants round, as the file says; nothing else
/// does.</summary>
internal sealed class ExactOnnx
{
    private readonly GraphProto graph;
    private readonly long opset;
    private readonly Dictionary<string, ExactArray> constants = new(StringComparer.Ordinal);

    public ExactOnnx(ModelProto model)
    {
        (graph, opset) = (model.Graph, model.OpsetImport[0].Version);
        foreach (var stored in graph.Initializer)
            constants[stored.Name] = Read(stored);
    }

    /// <summary>The output for one input, row-major.</summary>
    /// <param name="shape">Of the input, the batch of one included.</param>
    /// <exception cref="DivideByZeroException">There is no value.</exception>
    public Rational[] Run(long[] shape, IReadOnlyList<Rational> input)
    {
        var values = new Dictionary<string, ExactArray>(constants, StringComparer.Ordinal)
        {
            [graph.Input[0].Name] = new(shape, [.. input]),
        };
        foreach (var node in graph.Node)
        {
            ExactArray?[] inputs = [.. node.Input.Select(i => i.Length == 0 ? null : values[i])];
            var result = new ExactNode(node, inputs, opset).Value();
            values[node.Output[0]] = result with { IsConstant = inputs.All(i => i is null || i.IsConstant) };
        }
        return values[graph.Output[0].Name].Data;
    }

    /// <summary>A stored tensor: every number as it is.</summary>
    public static ExactArray Read(TensorProto t)
    {
        bool raw = t.RawData.Length > 0;
        long count = t.Dims.Aggregate(1L, (a, b) => a * b);
        Rational At(int k) => t.DataType switch
        {
            1 => Rational.Of(raw ? BinaryPrimitives.ReadSingleLittleEndian(t.RawData.Span[(4 * k)..]) : t.FloatData[k]),
            11 => Rational.Of(raw ? BinaryPrimitives.ReadDoubleLittleEndian(t.RawData.Span[(8 * k)..]) : t.DoubleData[k]),
            7 => new(raw ? BinaryPrimitives.ReadInt64LittleEndian(t.RawData.Span[(8 * k)..]) : t.Int64Data[k], 1),
            10 => Rational.Of((double)BitConverter.UInt16BitsToHalf(raw
                ? BinaryPrimitives.ReadUInt16LittleEndian(t.RawData.Span[(2 * k)..]) : (ushort)t.Int32Data[k])),
            _ => throw new NotSupportedException($"type {t.DataType}"),
        };
        return new([.. t.Dims], [.. Enumerable.Range(0, (int)count).Select(At)], t.DataType == 7, IsConstant: true);
    }
}
