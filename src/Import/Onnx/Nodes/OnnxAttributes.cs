using Google.Protobuf;
using Attribute = Audit.Formats.Onnx.Schema.AttributeProto;
using AttributeType = Audit.Formats.Onnx.Schema.AttributeProto.Types.AttributeType;

namespace Audit.Import.Onnx.Nodes;

/// <summary>Attributes of ONNX nodes.</summary>
internal static class OnnxAttributes
{
    public static Attribute Int(string name, long value) => new() { Name = name, I = value, Type = AttributeType.Int };

    public static Attribute Float(string name, float value) => new() { Name = name, F = value, Type = AttributeType.Float };

    public static Attribute Text(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeType.String };

    public static Attribute Ints(string name, long[] values)
    {
        var attribute = new Attribute { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }
}
