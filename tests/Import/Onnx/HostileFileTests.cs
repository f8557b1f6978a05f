using System.Diagnostics;
using Audit.Formats;
using Audit.Formats.Onnx.Schema;
using Audit.Import.Onnx;
using Audit.Import.Onnx.Nodes;
using Google.Protobuf;

namespace Audit.Tests.Import.Onnx;

/// <summary>Files that are wrong, by accident or on purpose: one line that says what, no memory, no time, nothing read outside
/// the folder.</summary>
public class HostileFileTests
{
    private static OnnxFile File(long opset = 13) => new OnnxFile(opset).Input(1, 3, 4, 4);

    private static string Refused(OnnxFile file)
    {
        string message = Assert.Throws<ModelFormatException>(() => file.Import()).Message;
        Assert.StartsWith("model.onnx: ", message);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Fact]
    public void UnknownOp_IsNamedWithNodeAndDomain()
    {
        var file = File().Node("Relu", "x", "r").Node("Einsum", "r", "y");
        string message = Refused(file);
        Assert.StartsWith("model.onnx: no rule for op 'Einsum' (node 'Einsum_1', domain 'ai.onnx')", message);
        Assert.Contains("export it with constant folding", message);
        file.Graph.Node[1].OpType = "Relu";
        file.Graph.Node[1].Domain = "com.example";
        Assert.Contains("no rule for op 'Relu' (node 'Einsum_1', domain 'com.example')", Refused(file));
    }

    [Theory]
    [InlineData("If")]
    [InlineData("Loop")]
    [InlineData("Scan")]
    public void ControlFlow_IsRefused(string op) => Assert.Contains("control flow", Refused(File().Node(op, "x", "y")));

    [Fact]
    public void NodeThatNothingDependsOn_IsNotLookedAt()
    {
        var file = File().Node("Einsum", "x", "unused").Node("Relu", "x", "y");
        Assert.Equal(["Input", "Relu", "Flatten"], file.Import().Graph.Nodes.Select(n => n.Op.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK\u0003\u0004 this is something else entirely")]
    [InlineData("\n\n\n\n\n\n\n\n\n")]
    public void OtherContent_IsNoNetwork(string text) =>
        Assert.Contains("expected an ONNX network", Assert.Throws<ModelFormatException>(() =>
            OnnxImporter.Import("model.onnx", System.Text.Encoding.Latin1.GetBytes(text))).Message);

    [Fact]
    public void MissingFile_IsSaid() =>
        Assert.Equal("nowhere/model.onnx: there is no such file",
            Assert.Throws<ModelFormatException>(() => OnnxImporter.Import("nowhere/model.onnx")).Message);

    [Fact]
    public void EveryPrefixOfAFile_IsRefusedOrRead()
    {
        byte[] bytes = File().Reals("w", [2, 3, 3, 3], Loops.Numbers(54)).Node("Conv", "x w", "c")
            .Node("Relu", "c", "y").Model.ToByteArray();
        int refused = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            try
            {
                OnnxImporter.Import("model.onnx", bytes[..length]);
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }
        Assert.True(refused >= bytes.Length - 20, $"{refused} of {bytes.Length} prefixes were refused");
    }

    [Theory]
    [InlineData(new long[] { 2, 3, 3, 4 }, "needs 288 bytes, it has 216")]
    [InlineData(new long[] { 1L << 31, 1L << 31 }, "impossible shape")]
    [InlineData(new long[] { 1L << 30, 1L << 30, 1L << 30, 1L << 30 }, "impossible shape")]
    [InlineData(new long[] { -2, -3, 3, 3 }, "impossible shape")]
    [InlineData(new long[] { 2, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "impossible shape")]
    public void SizesThatDoNotFitTheData_AreRefused(long[] dims, string part) =>
        Assert.Contains(part, Refused(File().Reals("w", dims, Loops.Numbers(54)).Node("Conv", "x w", "y")));

    [Fact]
    public void TypedData_OfAnotherLength_IsRefused()
    {
        var file = File().IntegersOf("s", [4], 1, -1).Node("Reshape", "x s", "y");
        Assert.Contains("needs 32 bytes, it has 2 numbers", Refused(file));
        file = File().Node("Relu", "x", "y");
        file.Graph.Initializer.Add(new TensorProto { Name = "t", DataType = 8 });
        file.Node("Add", "y t", "z");
        Assert.Contains("elements of type 8", Refused(file));
    }

    [Fact]
    public void CyclesDanglingInputsAndDoubleNames_AreRefused()
    {
        Assert.Contains("reads 'b', which nothing before it gives",
            Refused(File().Node("Relu", "x", "z").Node("Add", "x b", "a").Node("Relu", "a", "b")));
        Assert.Contains("reads 'nothing'", Refused(File().Node("Add", "x nothing", "y")));
        Assert.Contains("'y' is given twice", Refused(File().Node("Relu", "x", "y").Node("Tanh", "x", "y")));
        Assert.Contains("'x' is given twice", Refused(File().Node("Relu", "x", "x")));
        Assert.Contains("'w' is given twice", Refused(File().Reals("w", [1], 1).Reals("w", [1], 2).Node("Add", "x w", "y")));
        Assert.Contains("output is the input", Refused(File().Node("Identity", "x", "y")));
        Assert.Contains("does not depend on the input", Refused(File().Reals("w", [1], 1).Node("Identity", "w", "y")));
    }

    [Theory]
    [InlineData("strides", new long[] { 0, 1 })]
    [InlineData("strides", new long[] { -1, 1 })]
    [InlineData("strides", new long[] { 1 })]
    [InlineData("dilations", new long[] { 9223372036854775807, 1 })]
    [InlineData("pads", new long[] { -1, 0, 0, 0 })]
    [InlineData("pads", new long[] { 9223372036854775807, 0, 0, 0 })]
    [InlineData("pads", new long[] { 1048576, 1048576, 1048576, 1048576 })]
    [InlineData("kernel_shape", new long[] { 5, 5 })]
    [InlineData("dilations", new long[] { 4, 4 })]
    public void ConvAttributes_OutOfRange_AreRefused(string name, long[] value) =>
        Assert.Contains("op 'Conv' (node 'Conv_0')", Refused(File().Reals("w", [2, 3, 3, 3], Loops.Numbers(54))
            .Node("Conv", "x w", "y", (name, value))));

    [Theory]
    [InlineData("Softmax", "axis", 4)]
    [InlineData("Softmax", "axis", -5)]
    [InlineData("Softmax", "axis", 0)]
    [InlineData("Concat", "axis", 9223372036854775807)]
    [InlineData("Concat", "axis", -9223372036854775808)]
    [InlineData("Flatten", "axis", 7)]
    public void Axes_OutOfRange_AreRefused(string op, string name, long axis) =>
        Assert.Contains($"op '{op}'", Refused(File().Node(op, "x", "y", (name, axis))));

    [Fact]
    public void MatricesThatDoNotFit_AreRefused()
    {
        Assert.Contains("expects [5], gets [N,48]", Refused(File().Reals("w", [2, 5], new float[10]).Node("Flatten", "x", "f")
            .Node("Gemm", "f w", "y", ("transB", 1))));
        Assert.Contains("gets [N,3,4,4]", Refused(File().Reals("w", [2, 5], new float[10]).Node("Gemm", "x w", "y")));
        Assert.Contains("3 channels", Refused(File().Reals("c", [2], 1, 2).Node("BatchNormalization", "x c c c c", "y")));
        Assert.Contains("groups", Refused(File().Reals("w", [2, 3, 3, 3], new float[54]).Node("Conv", "x w", "y", ("group", 2))));
        Assert.Contains("attention", Refused(File().Node("Relu", "x", "r").Node("MatMul", "x r", "y")));
    }

    [Fact]
    public void SmallFilesThatWouldTakeMuchMemory_AreRefusedBeforeTheyDo()
    {
        long before = Environment.WorkingSet;
        float[] many = new float[100_000];
        Assert.Contains("memory", Refused(File().Reals("a", [100_000, 1], many).Reals("b", [1, 100_000], many)
            .Node("Add", "a b", "c").Node("Add", "x c", "y")));
        Assert.Contains("too many numbers", Refused(File().Integers("s", 1L << 40, 1L << 40).Node("ConstantOfShape", "s", "c")
            .Node("Add", "x c", "y")));
        Assert.Contains("impossible shape", Refused(File().Reals("e", [0, 1L << 60], []).Node("Add", "x e", "y")));
        Assert.Contains("gives [N,3,524292", Refused(File().Integers("p", 0, 0, 524288, 524288, 0, 0, 0, 0)
            .Node("Pad", "x p", "y")));
        Assert.Contains("tells no image", Refused(new OnnxFile().Input(1, 3, 1L << 40, 1L << 40).Node("Relu", "x", "y")));
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 400L << 20);
    }

    [Fact]
    public void RepeatedFolding_HasABudget()
    {
        var file = File().Integers("s", 4096, 4096).Node("ConstantOfShape", "s", "c0");
        for (int k = 0; k < 100; k++)
            file.Node("Add", $"c{k} c{k}", $"c{k + 1}");
        Assert.Contains("memory", Refused(file.Node("Add", "x c100", "y")));
    }

    [Fact]
    public void MillionsOfEmptyMessages_AreRefusedBeforeTheyAreBuilt()
    {
        // GraphProto with nothing but empty nodes: two bytes each in the file.
        byte[] graph = new byte[4_000_000];
        for (int i = 0; i < graph.Length; i += 2)
            graph[i] = 0x0a;
        using var stream = new MemoryStream();
        using (var coded = new CodedOutputStream(stream, leaveOpen: true))
        {
            coded.WriteRawTag(0x3a);
            coded.WriteBytes(ByteString.CopyFrom(graph));
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[] bytes = stream.ToArray();
        Assert.Contains("messages", Assert.Throws<ModelFormatException>(() => OnnxImporter.Import("model.onnx", bytes)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 * graph.Length);
    }

    [Fact]
    public void LongChains_TakeLinearTime()
    {
        var file = File();
        for (int k = 0; k < 20_000; k++)
            file.Graph.Node.Add(new NodeProto
            {
                OpType = "Relu",
                Name = "same",
                Input = { k == 0 ? "x" : $"r{k - 1}" },
                Output = { $"r{k}" }
            });
        file.Node("Relu", "r19999", "y");
        var clock = Stopwatch.StartNew();
        Assert.Equal(20_003, file.Import().Graph.Nodes.Count);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void NamesInMessages_AreShortAndPrintable()
    {
        string message = Refused(File().Node(new string('A', 5000) + "\u001b[2J\n", "x", "y"));
        Assert.InRange(message.Length, 0, 500);
        Assert.DoesNotContain('\u001b', message);
        Assert.DoesNotContain('\u001b', Refused(File().Node("\u001b[2J\nOp", "x", "y")));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../weights.bin")]
    [InlineData("sub/../../weights.bin")]
    [InlineData("..\\weights.bin")]
    [InlineData("C:\\weights.bin")]
    [InlineData("./weights.bin")]
    [InlineData("")]
    public void ExternalData_OutsideTheFolder_IsRefused(string location)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("model"));
        System.IO.File.WriteAllBytes(folder.At("weights.bin"), new byte[216]);
        System.IO.File.WriteAllBytes(folder.At("model/weights.bin"), new byte[216]);
        Assert.Contains("model's own folder", ImportExternal(folder.At("model/net.onnx"), location));
    }

    [Fact]
    public void ExternalData_BehindLinks_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("model"));
        Directory.CreateDirectory(folder.At("outside"));
        System.IO.File.WriteAllBytes(folder.At("outside/weights.bin"), new byte[216]);
        System.IO.File.CreateSymbolicLink(folder.At("model/weights.bin"), folder.At("outside/weights.bin"));
        Directory.CreateSymbolicLink(folder.At("model/sub"), folder.At("outside"));
        Assert.Contains("is a link", ImportExternal(folder.At("model/net.onnx"), "weights.bin"));
        Assert.Contains("is a link", ImportExternal(folder.At("model/net.onnx"), "sub/weights.bin"));
    }

    [Fact]
    public void ExternalData_ShorterThanClaimed_IsRefused()
    {
        using var folder = new TemporaryFolder();
        System.IO.File.WriteAllBytes(folder.At("weights.bin"), new byte[300]);
        Assert.Contains("of 300 bytes", ImportExternal(folder.At("net.onnx"), "weights.bin", ("offset", "100")));
        Assert.Contains("of 300 bytes", ImportExternal(folder.At("net.onnx"), "weights.bin", ("offset", "9223372036854775807")));
        Assert.Contains("of 300 bytes", ImportExternal(folder.At("net.onnx"), "weights.bin", ("length", "8")));
        Assert.Contains("expected a number", ImportExternal(folder.At("net.onnx"), "weights.bin", ("offset", "-4")));
        Assert.Contains("there is no such file", ImportExternal(folder.At("net.onnx"), "absent.bin"));
    }

    [Fact]
    public void ExternalData_InTheFolder_IsRead()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("data"));
        float[] w = Loops.Numbers(54);
        System.IO.File.WriteAllBytes(folder.At("data/weights.bin"),
            [1, 2, 3, 4, .. System.Runtime.InteropServices.MemoryMarshal.AsBytes(w.AsSpan())]);
        Assert.Equal("", ImportExternal(folder.At("net.onnx"), "data/weights.bin", ("offset", "4"), ("length", "216")));
        var graph = OnnxImporter.Import(folder.At("net.onnx")).Graph;
        float[] x = Loops.Numbers(48);
        Loops.Equal(Loops.Conv(x, [3, 4, 4], w, [2, 3, 3, 3], [0, 0], [1, 1], [0, 0, 0, 0], [1, 1], 1), OnnxFile.Run(graph, x));
    }

    /// <returns>The message of the refusal, or "" where the file was read.</returns>
    private static string ImportExternal(string path, string location, params (string Key, string Value)[] more)
    {
        var file = File();
        var tensor = new TensorProto
        {
            Name = "w",
            DataType = 1,
            DataLocation = TensorProto.Types.DataLocation.External,
            Dims = { 2, 3, 3, 3 }
        };
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(more.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        file.Graph.Initializer.Add(tensor);
        System.IO.File.WriteAllBytes(path, file.Node("Conv", "x w", "y").Model.ToByteArray());
        try
        {
            OnnxImporter.Import(path);
            return "";
        }
        catch (ModelFormatException e)
        {
            return e.Message;
        }
    }
}
