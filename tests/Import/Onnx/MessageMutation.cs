using System.Collections;
using Audit.Formats.Onnx.Schema;
using Audit.Noise;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Audit.Tests.Import.Onnx;

/// <summary>Seeded damage to what a file says rather than to its bytes: well-formed messages with wrong numbers, names, sizes and
/// order.</summary>
internal static class MessageMutation
{
    private static readonly long[] Numbers = [0, 1, -1, 2, 3, 4, 5, 7, 11, 12, 16, 100, -2, 1 << 20, (1 << 20) + 1, int.MaxValue,
        1L << 31, 1L << 40, long.MaxValue, long.MinValue];

    private static readonly float[] Reals = [0, 1, -1, 0.5f, 2, float.NaN, float.PositiveInfinity, float.NegativeInfinity,
        float.MaxValue, 1e-45f];

    private static readonly string[] Names =
    [
        "", "x", "y", "Add", "Sub", "Mul", "Div", "Concat", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Shape", "Gather",
            "Slice", "Pad", "Cast", "Floor", "MatMul", "Gemm",
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalMaxPool", "ReduceMean", "Softmax", "Clip", "Resize", "Upsample",
            "Identity", "Constant", "ConstantOfShape", "If",
        "BatchNormalization", "axis", "axes", "pads", "perm", "to", "SAME_UPPER", "value", "ceil_mode", "Flatten", "Relu",
            "nothing",
    ];

    public static byte[] Apply(byte[] original, Rng rng)
    {
        var model = ModelProto.Parser.ParseFrom(original);
        int draws = 0;
        int Draw(int below) => (int)(rng.Derive(draws++).Key % (ulong)Math.Max(1, below));
        for (int changes = 1 + Draw(3); changes > 0; changes--)
        {
            var messages = new List<IMessage>();
            var names = new List<string>(Names);
            Collect(model, messages, names);
            var message = messages[Draw(messages.Count)];
            var fields = message.Descriptor.Fields.InFieldNumberOrder();
            var field = fields[Draw(fields.Count)];
            if (field.IsRepeated)
                Change((IList)field.Accessor.GetValue(message), field, Draw, names);
            else if (field.FieldType == FieldType.Message)
                field.Accessor.Clear(message);
            else if (field.FieldType != FieldType.Enum)
                field.Accessor.SetValue(message, Scalar(field, field.Accessor.GetValue(message), Draw, names));
            else if (Draw(8) == 0)
                field.Accessor.Clear(message);
        }
        return model.ToByteArray();
    }

    private static void Collect(IMessage message, List<IMessage> messages, List<string> names)
    {
        messages.Add(message);
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var values = field.IsRepeated ? (IEnumerable)field.Accessor.GetValue(message)
                : new[] { field.Accessor.GetValue(message) };
            foreach (object? value in values)
            {
                if (value is IMessage inner)
                    Collect(inner, messages, names);
                else if (value is string name)
                    names.Add(name);
            }
        }
    }

    private static void Change(IList list, FieldDescriptor field, Func<int, int> draw, List<string> names)
    {
        int at = draw(list.Count), other = draw(list.Count);
        switch (draw(4))
        {
            case 0 when list.Count > 0:
                list.RemoveAt(at);
                break;
            case 1 when list.Count > 0:
                list.Insert(other, list[at]);
                break;
            case 2 when list.Count > 1:
                (list[at], list[other]) = (list[other], list[at]);
                break;
            default:
                if (field.FieldType == FieldType.Message)
                    break;
                if (list.Count == 0)
                    list.Add(Scalar(field, field.FieldType == FieldType.String ? "" : 0, draw, names));
                else
                    list[at] = Scalar(field, list[at]!, draw, names);
                break;
        }
    }

    private static object Scalar(FieldDescriptor field, object now, Func<int, int> draw, List<string> names)
    {
        long number = Numbers[draw(Numbers.Length)];
        return field.FieldType switch
        {
            FieldType.Int64 => draw(3) == 0 ? unchecked(Convert.ToInt64(now) + 1) : number,
            FieldType.Int32 => draw(3) == 0 ? draw(18) : unchecked((int)number),
            FieldType.UInt64 => unchecked((ulong)number),
            FieldType.Float => Reals[draw(Reals.Length)],
            FieldType.Double => (double)Reals[draw(Reals.Length)],
            FieldType.String => names[draw(names.Count)],
            FieldType.Bytes => now is ByteString bytes && bytes.Length > 0 ? ByteString.CopyFrom(bytes.Span[draw(bytes.Length)..])
                : ByteString.CopyFrom(1, 2, 3, 4),
            _ => throw new NotSupportedException($"field {field.FullName} of type {field.FieldType}"),
        };
    }
}
