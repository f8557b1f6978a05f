using System.Diagnostics;
using Audit.Bounds;
using Audit.Formats;
using Audit.Formats.Onnx;
using Audit.Import.Onnx;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Noise;
using Google.Protobuf;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Audit.Tests.Import.Onnx;

/// <summary>Damaged files are refused by name or read; what is read can be run. No crash, no hang, no memory beyond a bound.</summary>
public class FuzzTests(ITestOutputHelper output)
{
    /// <summary>Managed bytes that one file of some kilobytes may cost. Tensors have a budget of their own.</summary>
    private const long MostBytes = 64L << 20;

    /// <summary>An input takes a millisecond; the rest is for a machine that does other work.</summary>
    private const double MostSeconds = 60;

    [Fact]
    public void DamagedFiles_AreRefusedOrRead() => Fuzz(2_000);

    [Fact]
    [Trait("Category", "Long")]
    public void DamagedFiles_AreRefusedOrRead_Long() => Fuzz(100_000);

    private void Fuzz(int count)
    {
        byte[][] files = [.. Originals()];
        var rng = new Rng(20_251).Derive("onnx");
        var clock = Stopwatch.StartNew();
        int read = 0, run = 0;
        double slowest = 0;
        int slowestInput = 0;
        var reasons = new Dictionary<string, int>();
        for (int k = 0; k < count; k++)
        {
            // The large real network takes a small share: its structure is like the others'.
            byte[] file = files[k % 20 == 0 ? files.Length - 1 : k % (files.Length - 1)];
            // One input in four is damaged as bytes, which mostly ends in the wire format; the others as messages, which get further.
            byte[] bytes = k % 4 == 0 ? Mutation.Apply(file, rng.Derive(k)) : MessageMutation.Apply(file, rng.Derive(k));
            long before = GC.GetAllocatedBytesForCurrentThread();
            double start = clock.Elapsed.TotalSeconds;
            try
            {
                using var scope = NewDisposeScope();
                var graph = OnnxImporter.Import("model.onnx", bytes).Graph;
                read++;
                run += Run(graph) ? 1 : 0;
            }
            catch (ModelFormatException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                Assert.InRange(e.Message.Length, 1, 2_000);
                string reason = string.Join(' ', e.Message.Split('\'').Where((_, i) => i % 2 == 0)).Split(',')[0];
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            }
            catch (Exception e)
            {
                Assert.Fail($"input {k} gave {e}");
            }
            double seconds = clock.Elapsed.TotalSeconds - start;
            if (seconds > slowest)
                (slowest, slowestInput) = (seconds, k);
            Assert.True(seconds < MostSeconds, $"input {k} took {seconds} s");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, $"input {k} took {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
        }
        output.WriteLine($"{count} inputs in {clock.Elapsed.TotalSeconds:f1} s (slowest number {slowestInput}, {slowest:f2} s): {read} read, {run} of them run, {count - read} refused");
        foreach (var (reason, times) in reasons.OrderByDescending(r => r.Value).Take(15))
            output.WriteLine($"{times,7} {reason}");
        // The damage must reach both sides, or the test tests nothing.
        Assert.InRange(read, count / 20, count - count / 20);
    }

    private static bool Run(Graph graph)
    {
        long largest = Shapes.Run(graph).Max(Sizes.Elements);
        if (largest > 1 << 16 || graph.Nodes.Count > 1000)
            return false;
        using var guard = no_grad();
        long[] shape = Forward.Run(graph, zeros(graph.InputShape.Batch(2))).shape;
        Assert.Equal([2L, graph.Classes], shape);
        return true;
    }

    /// <summary>Files with every kind of message and op; the last one is real where the reference data are here.</summary>
    private static IEnumerable<byte[]> Originals()
    {
        yield return new OnnxFile().Input(1, 3, 4, 4).Reals("m", [1, 3, 1, 1], 0.5f, 0.4f, 0.3f).Node("Sub", "x m", "n").Reals("c.weight", [4, 3, 3, 3], Loops.Numbers(108))
            .Node("Conv", "n c.weight", "c", ("pads", new long[] { 1, 1, 0, 1 }), ("strides", new long[] { 1, 2 }), ("dilations", new long[] { 1, 1 }), ("group", 1))
            .Node("Relu", "c", "r").Node("Shape", "r", "s").Integers("i", 0).Node("Gather", "s i", "b").Integers("rest", -1).Node("Concat", "b rest", "to", ("axis", 0))
            .Node("Reshape", "r to", "f").Reals("w", [5, 24], Loops.Numbers(120)).Reals("b0", [5], Loops.Numbers(5))
            .Node("Gemm", "f w b0", "y", ("transB", 1), ("alpha", 1f)).Model.ToByteArray();
        yield return new OnnxFile(9).Input(0, 4, 4, 2).Node("Transpose", "x", "t", ("perm", new long[] { 0, 3, 1, 2 })).Node("Pad", "t", "p", ("pads", new long[] { 0, 0, 1, 0, 0, 0, 0, 1 }))
            .Node("MaxPool", "p", "m", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 1, 1 })).Node("AveragePool", "p", "a", ("kernel_shape", new long[] { 2, 2 }))
            .Node("Concat", "m a", "c", ("axis", 1)).Node("Slice", "c", "sl", ("starts", new long[] { 1 }), ("ends", new long[] { 3 }), ("axes", new long[] { 1 }))
            .Node("GlobalAveragePool", "sl", "g").Node("Flatten", "g", "f").Node("Softmax", "f", "y").Model.ToByteArray();
        yield return new OnnxFile().Input(1, 2, 2, 1).Reals("s", [4], 1, 1, 2, 2).Node("Resize", "x _ s", "u").Reals("k", [2, 2, 2, 2], Loops.Numbers(16))
            .Node("ConvTranspose", "u k", "v", ("strides", new long[] { 2, 2 })).Reals("lo", [], -1f).Reals("hi", [], 1f).Node("Clip", "v lo hi", "w")
            .Node("ReduceMean", "w", "r", ("axes", new long[] { 2, 3 }), ("keepdims", 0)).Reals("q", [2, 3], Loops.Numbers(6)).Node("MatMul", "r q", "mm")
            .Reals("o", [3], 1, 2, 3).Node("Add", "mm o", "y").Model.ToByteArray();
        string real = SharedFolder.Find(RealNetworks.Folder + "/Convnet_maxpool.onnx");
        yield return File.Exists(real) ? File.ReadAllBytes(real) : new OnnxFile().Input(1, 1, 28, 28).Node("Relu", "x", "y").Model.ToByteArray();
    }
}
