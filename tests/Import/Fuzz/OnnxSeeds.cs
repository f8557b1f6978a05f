using Audit.Tests.Import.Onnx;
using Google.Protobuf;

namespace Audit.Tests.Import.Fuzz;

/// <summary>The networks that damage starts from.</summary>
internal static class OnnxSeeds
{
    /// <summary>Files with every kind of message and op; the last one is real where the reference data are here.</summary>
    public static IEnumerable<byte[]> All()
    {
        yield return new OnnxFile().Input(1, 3, 4, 4).Reals("m", [1, 3, 1, 1], 0.5f, 0.4f, 0.3f).Node("Sub", "x m", "n")
            .Reals("c.weight", [4, 3, 3, 3], Loops.Numbers(108))
            .Node("Conv", "n c.weight", "c", ("pads", new long[] { 1, 1, 0, 1 }), ("strides", new long[] { 1, 2 }),
            ("dilations", new long[] { 1, 1 }), ("group", 1))
            .Node("Relu", "c", "r").Node("Shape", "r", "s").Integers("i", 0).Node("Gather", "s i", "b").Integers("rest", -1)
            .Node("Concat", "b rest", "to", ("axis", 0))
            .Node("Reshape", "r to", "f").Reals("w", [5, 24], Loops.Numbers(120)).Reals("b0", [5], Loops.Numbers(5))
            .Node("Gemm", "f w b0", "y", ("transB", 1), ("alpha", 1f)).Model.ToByteArray();
        yield return new OnnxFile(9).Input(0, 4, 4, 2).Node("Transpose", "x", "t", ("perm", new long[] { 0, 3, 1, 2 }))
            .Node("Pad", "t", "p", ("pads", new long[] { 0, 0, 1, 0, 0, 0, 0, 1 }))
            .Node("MaxPool", "p", "m", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 1, 1 }))
            .Node("AveragePool", "p", "a", ("kernel_shape", new long[] { 2, 2 }))
            .Node("Concat", "m a", "c", ("axis", 1)).Node("Slice", "c", "sl", ("starts", new long[] { 1 }),
            ("ends", new long[] { 3 }), ("axes", new long[] { 1 }))
            .Node("GlobalAveragePool", "sl", "g").Node("Flatten", "g", "f").Node("Softmax", "f", "y").Model.ToByteArray();
        yield return new OnnxFile().Input(1, 2, 2, 1).Reals("s", [4], 1, 1, 2, 2).Node("Resize", "x _ s", "u")
            .Reals("k", [2, 2, 2, 2], Loops.Numbers(16))
            .Node("ConvTranspose", "u k", "v", ("strides", new long[] { 2, 2 })).Reals("lo", [], -1f).Reals("hi", [], 1f)
            .Node("Clip", "v lo hi", "w")
            .Node("ReduceMean", "w", "r", ("axes", new long[] { 2, 3 }), ("keepdims", 0)).Reals("q", [2, 3], Loops.Numbers(6))
            .Node("MatMul", "r q", "mm")
            .Reals("o", [3], 1, 2, 3).Node("Add", "mm o", "y").Model.ToByteArray();
        string real = SharedFolder.Find(RealNetworks.Folder + "/Convnet_maxpool.onnx");
        yield return File.Exists(real) ? File.ReadAllBytes(real) : new OnnxFile().Input(1, 1, 28, 28)
            .Node("Relu", "x", "y").Model.ToByteArray();
    }
}
