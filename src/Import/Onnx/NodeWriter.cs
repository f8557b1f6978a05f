using Audit.Formats;
using Audit.Formats.Onnx;
using Audit.Formats.Onnx.Schema;
using Audit.Networks;
using Audit.Networks.Graphs;
using Google.Protobuf;
using static TorchSharp.torch;
using Attribute = Audit.Formats.Onnx.Schema.AttributeProto;
using AttributeType = Audit.Formats.Onnx.Schema.AttributeProto.Types.AttributeType;

namespace Audit.Import.Onnx;

/// <summary>Ops as ONNX nodes. Tensors keep their names ("layer1.0.conv1.weight").</summary>
internal sealed class NodeWriter(GraphProto graph)
{
    /// <summary>Adds what computes a node's value.</summary>
    /// <returns>False where ONNX has no counterpart.</returns>
    public bool Write(Networks.Graphs.Node node, IReadOnlyList<string> inputs, string output)
    {
        string x = inputs[0];
        string Stored(string name, Tensor? tensor, params long[] shape) => tensor is null ? "" : Store($"{node.Name}.{name}", tensor, shape);
        void Add(string type, IEnumerable<string> from, params Attribute[] attributes) => AddNode(type, node.Name, from, output, attributes);
        switch (node.Op)
        {
            case Normalize o:
                AddNode("Sub", $"{node.Name}.sub", [x, Stored("mean", o.Mean, 1, -1, 1, 1)], $"{output}:centred");
                Add("Div", [$"{output}:centred", Stored("std", o.Std, 1, -1, 1, 1)]);
                break;
            case Conv2d o:
                Add("Conv", Present(x, Stored("weight", o.Weight), Stored("bias", o.Bias)), Ints("kernel_shape", o.Weight.shape[2..]), Ints("strides", o.Stride),
                    Ints("pads", [.. o.Padding, .. o.Padding]), Ints("dilations", o.Dilation), Int("group", o.Groups));
                break;
            case ConvTranspose2d o:
                Add("ConvTranspose", Present(x, Stored("weight", o.Weight), Stored("bias", o.Bias)), Ints("kernel_shape", o.Weight.shape[2..]), Ints("strides", o.Stride),
                    Ints("pads", [.. o.Padding, .. o.Padding]), Ints("output_padding", o.OutputPadding), Ints("dilations", o.Dilation), Int("group", o.Groups));
                break;
            case Linear o:
                Add("Gemm", Present(x, Stored("weight", o.Weight), Stored("bias", o.Bias)), Int("transB", 1));
                break;
            case BatchNorm o:
                Add("BatchNormalization", [x, Stored("weight", o.Weight), Stored("bias", o.Bias), Stored("running_mean", o.RunningMean), Stored("running_var", o.RunningVar)],
                    Float("epsilon", (float)o.Epsilon));
                break;
            case Scale o:
                Add("Mul", [x, Stored("factor", o.Factor)]);
                break;
            case Shift o:
                Add("Add", [x, Stored("offset", o.Offset)]);
                break;
            case Networks.Graphs.Add:
                Add("Add", inputs);
                break;
            case Multiply:
                Add("Mul", inputs);
                break;
            case Relu or Sigmoid or Tanh or Reciprocal:
                Add(node.Op.Name, inputs);
                break;
            case LeakyRelu o:
                Add("LeakyRelu", inputs, Float("alpha", (float)o.Slope));
                break;
            case Clip o:
                Add("Clip", [x, Stored("min", tensor((float)o.Minimum)), Stored("max", tensor((float)o.Maximum))]);
                break;
            case Softmax o:
                Add("Softmax", inputs, Int("axis", o.Axis));
                break;
            case LogSoftmax o:
                Add("LogSoftmax", inputs, Int("axis", o.Axis));
                break;
            case Mean o:
                Add("ReduceMean", inputs, Ints("axes", o.Axes), Int("keepdims", o.KeepDimensions ? 1 : 0));
                break;
            case AvgPool2d o:
                Add("AveragePool", inputs, Ints("kernel_shape", o.Kernel), Ints("strides", o.Stride), Ints("pads", [.. o.Padding, .. o.Padding]),
                    Int("count_include_pad", o.CountIncludePad ? 1 : 0));
                break;
            case MaxPool2d o:
                Add("MaxPool", inputs, Ints("kernel_shape", o.Kernel), Ints("strides", o.Stride), Ints("pads", [.. o.Padding, .. o.Padding]),
                    Ints("dilations", o.Dilation ?? [1, 1]));
                break;
            case GlobalAvgPool:
                Add("GlobalAveragePool", inputs);
                break;
            case Flatten:
                Add("Flatten", inputs, Int("axis", 1));
                break;
            case Reshape o:
                // 0 keeps the batch, whatever it is.
                Add("Reshape", [x, Stored("shape", tensor([0, .. o.Shape]))]);
                break;
            case Permute o:
                Add("Transpose", inputs, Ints("perm", o.Order));
                break;
            case Concat o:
                Add("Concat", inputs, Int("axis", o.Axis));
                break;
            case Pad o:
                Add("Pad", [x, Stored("pads", tensor([0, .. o.Before, 0, .. o.After])), Stored("value", tensor((float)o.Value))]);
                break;
            case Slice o:
                Add("Slice", [x, Stored("starts", tensor(o.Start)), Stored("ends", tensor(o.End)),
                    Stored("axes", tensor([.. o.Start.Select((_, d) => d + 1L)])), Stored("steps", tensor(o.Step))]);
                break;
            case UpsampleNearest o:
                Add("Resize", [x, "", Stored("scales", tensor([1f, 1f, o.Factors[0], o.Factors[1]]))], Text("mode", "nearest"),
                    Text("coordinate_transformation_mode", "asymmetric"), Text("nearest_mode", "floor"));
                break;
            default:
                return false;
        }
        return true;
    }

    private void AddNode(string type, string name, IEnumerable<string> inputs, string output, params Attribute[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = name };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        graph.Node.Add(node);
    }

    private string Store(string name, Tensor tensor, long[] shape)
    {
        using var scope = NewDisposeScope();
        var dense = (shape.Length > 0 ? tensor.reshape(shape) : tensor).detach().cpu().contiguous();
        var proto = new TensorProto { Name = name, DataType = (int)(dense.dtype == ScalarType.Int64 ? ElementType.Int64 : ElementType.Float) };
        if (dense.dtype is not (ScalarType.Int64 or ScalarType.Float32))
            dense = dense.to(float32);
        proto.Dims.AddRange(dense.shape);
        proto.RawData = ByteString.CopyFrom(dense.bytes);
        graph.Initializer.Add(proto);
        return name;
    }

    private static IEnumerable<string> Present(params string[] names) => names.Where(n => n.Length > 0);

    private static Attribute Int(string name, long value) => new() { Name = name, I = value, Type = AttributeType.Int };

    private static Attribute Float(string name, float value) => new() { Name = name, F = value, Type = AttributeType.Float };

    private static Attribute Text(string name, string value) => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeType.String };

    private static Attribute Ints(string name, long[] values)
    {
        var attribute = new Attribute { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }
}
