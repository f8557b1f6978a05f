using Audit.Import.Onnx.Nodes;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Rules;

/// <summary>Conv and ConvTranspose over images.</summary>
internal static class Convolutions
{
    /// <summary>ONNX ops read here.</summary>
    public static IReadOnlyDictionary<string, Rule> Import { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["Conv"] = Conv,
        ["ConvTranspose"] = ConvTranspose,
    };

    /// <summary>Ops written here.</summary>
    public static OpTable<NodeWriter, bool> Export { get; } = new()
    {
        (Conv2d op, NodeWriter w) => w.Add("Conv", [w.X, w.Stored("weight", op.Weight), w.Stored("bias", op.Bias)],
            OnnxAttributes.Ints("kernel_shape", op.Weight.shape[2..]), OnnxAttributes.Ints("strides", op.Stride),
            OnnxAttributes.Ints("pads", [.. op.Padding, .. op.Padding]), OnnxAttributes.Ints("dilations", op.Dilation),
                OnnxAttributes.Int("group", op.Groups)),
        (ConvTranspose2d op, NodeWriter w) => w.Add("ConvTranspose",
            [w.X, w.Stored("weight", op.Weight), w.Stored("bias", op.Bias)],
            OnnxAttributes.Ints("kernel_shape", op.Weight.shape[2..]), OnnxAttributes.Ints("strides", op.Stride),
            OnnxAttributes.Ints("pads", [.. op.Padding, .. op.Padding]), OnnxAttributes.Ints("output_padding", op.OutputPadding),
            OnnxAttributes.Ints("dilations", op.Dilation), OnnxAttributes.Int("group", op.Groups)),
    };

    public static Value Conv(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        var (weight, bias) = Parameters(n, x, out long groups);
        if (bias is not null && bias.numel() != weight.shape[0])
            throw n.Fail($"has {bias.numel()} biases for {weight.shape[0]} channels");
        var w = Windows.Of(n, x.Shape, weight.shape[2..]);
        string name = Naming.Layer(n, 1);
        if (!w.Symmetric)
            x = graph.Emit(n, new Pad([0, .. w.Before], [0, .. w.After], 0), x, $"{name}.pad");
        return graph.Emit(n, new Conv2d(weight, bias, w.Stride, w.Symmetric ? w.Before : [0, 0], w.Dilation, groups), x, name);
    }

    public static Value ConvTranspose(OnnxGraph graph, OnnxNode n)
    {
        var x = n.Variable(0);
        var (weight, bias) = Parameters(n, x, out long groups);
        if (n.HasAttribute("output_shape") || n.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
            throw n.Fail("output_shape and auto_pad are not read; export it with pads");
        var w = Windows.Of(n, x.Shape, weight.shape[2..]);
        long[] extra = n.Pair("output_padding", 0, least: 0);
        if (extra.Where((e, d) => e >= Math.Max(w.Stride[d], w.Dilation[d])).Any())
            throw n.Fail($"output_padding [{string.Join(',', extra)}] must be smaller than stride or dilation");
        if (bias is not null && bias.numel() != weight.shape[1] * groups)
            throw n.Fail($"has {bias.numel()} biases for {weight.shape[1] * groups} channels");

        string name = Naming.Layer(n, 1);
        var op = new ConvTranspose2d(weight, bias, w.Stride, w.Symmetric ? w.Before : [0, 0], extra, w.Dilation, groups);
        var y = graph.Emit(n, op, x, name);
        if (w.Symmetric)
            return y;
        long[] start = [0, .. w.Before], end = [y.Shape[0], y.Shape[1] - w.After[0], y.Shape[2] - w.After[1]];
        return graph.Emit(n, new Slice(start, end, [1, 1, 1]), y, $"{name}.crop");
    }

    private static (Tensor Weight, Tensor? Bias) Parameters(OnnxNode n, Variable x, out long groups)
    {
        var weight = n.Reals(1);
        long[] shape = weight.shape;
        groups = n.Int("group", 1);
        if (shape.Length != 4 || x.Shape.Length != 3 || weight.numel() == 0)
            throw n.Fail($"expects 2-d images and a kernel of four dimensions, gets [N{string.Concat(x.Shape.Select(s =>
                $",{s}"))}] and [{string.Join(',', shape)}]");
        if (groups is < 1 or > OnnxNode.LargestAttribute)
            throw n.Fail($"group is {groups}");
        if (n.Ints("kernel_shape") is { } kernel && !kernel.SequenceEqual(shape[2..]))
            throw n.Fail($"kernel_shape is [{string.Join(',', kernel.Take(8))}], its weight is [{string.Join(',', shape)}]");
        return (weight, n.Has(2) ? n.Reals(2).reshape(-1) : null);
    }
}
