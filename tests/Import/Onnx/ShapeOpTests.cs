using Audit.Networks.Graphs;

namespace Audit.Tests.Import.Onnx;

/// <summary>Ops that move numbers, the chains around Shape, and files that fix the batch to 1, on two images at once.</summary>
public class ShapeOpTests
{
    private static readonly float[] X = Loops.Numbers(2 * 12);

    private static OnnxFile File(long opset = 13, long batch = 1) => new OnnxFile(opset).Input(batch, 3, 2, 2);

    /// <summary>Element c, h, w of each image where the result has it, in the order of the result.</summary>
    private static float[] Pick(params (int C, int H, int W)[] at) =>
        [.. X.Chunk(12).SelectMany(image => at.Select(p => p.C < 0 ? 0.5f : image[p.C * 4 + p.H * 2 + p.W]))];

    [Theory]
    [InlineData(new long[] { 1, -1 })]
    [InlineData(new long[] { 1, 12 })]
    [InlineData(new long[] { -1, 12 })]
    [InlineData(new long[] { 0, -1 })]
    [InlineData(new long[] { 1, 3, 4 })]
    [InlineData(new long[] { -1, 3, 2, 2 })]
    [InlineData(new long[] { 0, 0, -1 })]
    public void Reshape_WithAnyLeadingBatch_KeepsImagesApart(long[] target) =>
        Loops.Equal([.. X.Select(v => MathF.Tanh(v))], File().Node("Tanh", "x", "t").Integers("s", target)
            .Node("Reshape", "t s", "y").Run(X));

    [Theory]
    [InlineData(new long[] { -1 })]
    [InlineData(new long[] { 12 })]
    [InlineData(new long[] { -1, 6 })]
    [InlineData(new long[] { 2, 6 })]
    [InlineData(new long[] { 1, 13 })]
    [InlineData(new long[] { 1, -1, -1 })]
    [InlineData(new long[] { 1, -2, -6 })]
    [InlineData(new long[] { })]
    public void Reshape_ThatMixesImages_IsRefused(long[] target) =>
        Refused(File().Integers("s", target).Node("Reshape", "x s", "y"), "'Reshape'");

    [Fact]
    public void ShapeChains_OfExporters_AreFoldedAway()
    {
        // x.view(x.size(0), -1) as PyTorch writes it.
        var view = File(13, 0).Node("Tanh", "x", "t").Node("Shape", "t", "s").IntegersOf("zero", [], 0)
            .Node("Gather", "s zero", "n", ("axis", 0))
            .Integers("axes", 0).Node("Unsqueeze", "n axes", "n1").Integers("rest", -1)
            .Node("Concat", "n1 rest", "to", ("axis", 0)).Node("Reshape", "t to", "y");
        Assert.Equal(["Input", "Tanh", "Flatten"], view.Import().Graph.Nodes.Select(n => n.Op.Name));
        Loops.Equal([.. X.Select(v => MathF.Tanh(v))], view.Run(X));

        // x.view(x.size(0), x.size(1) * x.size(2), x.size(3)), sizes through Slice, Cast and Mul.
        var product = File(13, 0).Node("Tanh", "x", "t").Node("Shape", "t", "s").Integers("i0", 0).Integers("i1", 1)
            .Integers("i2", 2).Integers("i3", 3).Integers("i4", 4)
            .Node("Slice", "s i0 i1", "n").Node("Slice", "s i1 i2", "c").Node("Slice", "s i2 i3", "h")
            .Node("Slice", "s i3 i4", "w")
            .Node("Mul", "c h", "ch").Node("Cast", "ch", "chf", ("to", 1)).Node("Floor", "chf", "fl")
            .Node("Cast", "fl", "chi", ("to", 7))
            .Node("Concat", "n chi w", "to", ("axis", 0)).Node("Reshape", "t to", "r").Node("Softmax", "r", "y", ("axis", 1));
        Assert.Equal([6L, 2L], product.Import().Graph.Nodes.Select(n => n.Op).OfType<Reshape>().First().Shape);
        float[] softmax = [.. X.Select((v, i) => MathF.Exp(MathF.Tanh(v)) / X.Where((_, j) => j / 12 == i / 12 && j % 2 == i % 2)
            .Sum(u => MathF.Exp(MathF.Tanh(u))))];
        Loops.Equal(softmax, product.Run(X));
    }

    [Fact]
    public void Transpose_ToChannelsLastAndBack_Cancels()
    {
        var there = new long[] { 0, 2, 3, 1 };
        var back = new long[] { 0, 3, 1, 2 };
        Loops.Equal(Pick([.. from h in new[] { 0, 1 } from w in new[] { 0, 1 } from c in new[] { 0, 1, 2 } select (c, h, w)]),
            File().Node("Transpose", "x", "y", ("perm", there)).Run(X));
        Assert.DoesNotContain(File().Node("Transpose", "x", "t", ("perm", there)).Node("Transpose", "t", "u", ("perm", back))
            .Node("Relu", "u", "y").Import().Graph.Nodes,
            n => n.Op is Permute);
        Refused(File().Node("Transpose", "x", "y", ("perm", new long[] { 1, 0, 2, 3 })), "moves the batch");
    }

    [Fact]
    public void ChannelsLastInput_TakesOurImages()
    {
        var file = new OnnxFile().Input(1, 4, 5, 3).Node("Transpose", "x", "t", ("perm", new long[] { 0, 3, 1, 2 }))
            .Node("Relu", "t", "y");
        var model = file.Import();
        Assert.Equal((new ImageShape(3, 4, 5), Audit.Import.Onnx.OnnxLayout.ChannelsLast),
            (model.Graph.InputShape, model.Facts.Layout));
        Assert.Equal(["Input", "Relu", "Flatten"], model.Graph.Nodes.Select(n => n.Op.Name));
    }

    [Theory]
    [InlineData(new long[] { 1, 784, 1 }, "1x28x28")]
    [InlineData(new long[] { 0, 784 }, "1x28x28")]
    [InlineData(new long[] { 1, 1, 1, 784 }, "1x28x28")]
    [InlineData(new long[] { 1, 28, 28 }, "1x28x28")]
    [InlineData(new long[] { 0, 3072 }, "3x32x32")]
    [InlineData(new long[] { 0, 1, 28, 28 }, "1x28x28")]
    [InlineData(new long[] { 0, 3, 224, 224 }, "3x224x224")]
    public void InputShapes_TellTheImage(long[] sizes, string image)
    {
        var graph = new OnnxFile().Input(sizes).Node("Flatten", "x", "f").Node("Relu", "f", "y").Import().Graph;
        Assert.Equal(image, graph.InputShape.ToString());
        Assert.Equal(["Input", "Flatten", "Relu"], graph.Nodes.Select(n => n.Op.Name));
    }

    [Fact]
    public void FlatInputOfAnotherSize_NeedsTheOption()
    {
        var file = new OnnxFile().Input(0, 12).Node("Relu", "x", "y");
        Refused(file, "CxHxW");
        Assert.Equal(new ImageShape(3, 2, 2), file.Import(new() { InputShape = new(3, 2, 2) }).Graph.InputShape);
        Assert.Throws<Audit.Formats.ModelFormatException>(() => file.Import(new() { InputShape = new(3, 2, 3) }));
    }

    [Fact]
    public void SqueezeUnsqueezeFlatten_KeepTheOrder()
    {
        var file = File(11).Node("GlobalAveragePool", "x", "g").Node("Squeeze", "g", "s", ("axes", new long[] { 2, 3 }))
            .Node("Unsqueeze", "s", "u", ("axes", new long[] { -1 }))
            .Node("Flatten", "u", "y");
        Loops.Equal([.. X.Chunk(4).Select(c => c.Average())], file.Run(X));
        Assert.DoesNotContain(file.Import().Graph.Nodes, n => n.Op is Reshape);
        Loops.Equal([.. X.Chunk(4).Select(c => c.Average())], File().Node("GlobalAveragePool", "x", "g").Node("Squeeze", "g", "y")
            .Run(X));
        Refused(File().Node("Flatten", "x", "y", ("axis", 2)), "mixes the batch");
        Refused(File(13, 0).Node("Flatten", "x", "y", ("axis", 0)), "mixes the batch");
    }

    [Fact]
    public void ConcatSlicePad_MoveElements()
    {
        var concat = File().Node("Relu", "x", "r").Node("Concat", "x r", "y", ("axis", -3));
        Loops.Equal([.. X.Chunk(12).SelectMany(i => i.Concat(i.Select(v => Math.Max(v, 0))))], concat.Run(X));

        var slice = File().Integers("s", 1, -1).Integers("e", 3, 9223372036854775807).Integers("a", 1, 3).Integers("t", 1, 1)
            .Node("Slice", "x s e a t", "y");
        Loops.Equal(Pick((1, 0, 1), (1, 1, 1), (2, 0, 1), (2, 1, 1)), slice.Run(X));
        var steps = File().Integers("s", 0).Integers("e", 3).Integers("a", 1).Integers("t", 2).Node("Slice", "x s e a t", "y");
        Loops.Equal(Pick([.. from c in new[] { 0, 2 } from h in new[] { 0, 1 } from w in new[] { 0, 1 } select (c, h, w)]),
            steps.Run(X));
        Loops.Equal(Pick((2, 0, 0), (2, 0, 1)), File(9).Node("Slice", "x", "y", ("starts", new long[] { 2, 0 }),
            ("ends", new long[] { 3, 1 }), ("axes", new long[] { 1, 2 })).Run(X));

        (int, int, int)[] padded = [.. from h in new[] { 0, 1, 2 } from w in new[] { -1, 0, 1 } select h == 2 || w < 0
            ? (-1, 0, 0) : (1, h, w)];
        var pad = File().Integers("p", 0, -1, 0, 1, 0, -1, 1, 0).Reals("v", [], 0.5f).Node("Pad", "x p v", "y");
        Loops.Equal(Pick(padded), pad.Run(X));
        Loops.Equal(Pick([.. from w in new[] { -1, 0, 1 } from _ in new[] { 0 } select (w < 0 ? -1 : 0, 0, Math.Max(w, 0))]),
            File(9).Node("Pad", "x", "y", ("pads", new long[] { 0, 0, 0, 1, 0, -2, -1, 0 }), ("value", 0.5)).Run(X));
        // A file that fixes the batch to 1 may say so in a slice.
        Loops.Equal([.. X.Select(v => Math.Max(v, 0))], File().Integers("s", 0).Integers("e", 1).Integers("a", 0)
            .Node("Slice", "x s e a", "t").Node("Relu", "t", "y").Run(X));
        Refused(File(13, 0).Integers("s", 0).Integers("e", 1).Integers("a", 0).Node("Slice", "x s e a", "y"),
            "part of the batch");
    }

    [Theory]
    [InlineData(9, "Upsample", "scales")]
    [InlineData(10, "Resize", "scales")]
    [InlineData(13, "Resize", "scales")]
    [InlineData(13, "Resize", "sizes")]
    public void Resize_ByWholeFactors_Repeats(long opset, string op, string by)
    {
        var file = File(opset).Reals("scales", [4], 1, 1, 2, 3).Integers("sizes", 1, 3, 4, 6);
        file = opset < 11 ? file.Node(op, "x scales", "y", ("mode", "nearest"))
            : file.Node(op, by == "scales" ? "x _ scales" : "x _ _ sizes", "y");
        Loops.Equal(Pick([.. from c in new[] { 0, 1, 2 } from h in new[] { 0, 0, 1, 1 } from w in new[] { 0, 0, 0, 1, 1,
            1 } select (c, h, w)]), file.Run(X));
    }

    [Fact]
    public void Resize_OfOtherKinds_IsRefused()
    {
        Refused(File().Reals("s", [4], 1, 1, 2, 2).Node("Resize", "x _ s", "y", ("mode", "linear")), "nearest");
        Refused(File().Reals("s", [4], 1, 1, 1.5f, 2).Node("Resize", "x _ s", "y"), "whole");
        Refused(File().Reals("s", [4], 1, 1, 2, 2).Node("Resize", "x _ s", "y",
            ("coordinate_transformation_mode", "align_corners")), "align_corners");
    }

    private static void Refused(OnnxFile file, string part) =>
        Assert.Contains(part, Assert.Throws<Audit.Formats.ModelFormatException>(() => file.Import()).Message);
}
