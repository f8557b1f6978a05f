using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Tests.Networks.Engine;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Inference;

/// <summary>Memory of values between layers, from shapes alone.</summary>
public class ActivationMemoryTests
{
    /// <summary>input 48, upsampled 4x4 768, pooled 48: 864 numbers at the pool, of 4 bytes, 10 images.</summary>
    [Fact]
    public void Of_HandWorkedNetwork_IsWhatIsHeldAtOnce()
    {
        var graph = EngineNetworks.Chain(new ImageShape(3, 4, 4), 48, new UpsampleNearest([4, 4]),
            new AvgPool2d([4, 4], [4, 4], [0, 0]), new Relu());
        var memory = ActivationMemory.Of(graph, 10);
        Assert.Equal((864 * 4 * 10, "op1", 10), (memory.Bytes, memory.Largest.Name, memory.Images));
        Assert.Equal([3, 16, 16], memory.Shape);
        // All five values are kept for the backward pass, and two gradients as large as the largest value.
        Assert.Equal((48 + 768 + 48 + 48 + 48 + 2 * 768) * 40, ActivationMemory.Of(graph, 10, gradients: true).Bytes);
        Assert.Null(memory.Excess(34560));
        Assert.Equal("10 images at once need 33.8 KiB of memory for values between layers, 33.7 KiB are allowed; the largest is "
            + "node 'op1' (UpsampleNearest), 3x16x16 per image", memory.Excess(34559));
    }

    [Fact]
    public void Of_SizesBeyond64Bits_IsTooMuch()
    {
        var graph = EngineNetworks.Chain(new ImageShape(1, 4, 4), 1,
            new Pad([0, 1L << 30, 1L << 30], [0, 1L << 30, 1L << 30], 0));
        Assert.NotNull(ActivationMemory.Of(graph, 64).Excess(long.MaxValue));
    }

    /// <summary>What Forward really holds, counted while it runs, is never more.</summary>
    [Theory]
    [InlineData("lenet")]
    [InlineData("cifar-resnet20-a")]
    [InlineData("preact-resnet18")]
    public void Of_KnownNetwork_IsNoLessThanForwardHolds(string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var graph = EngineNetworks.Known(name);
        var x = zeros(graph.InputShape.Batch(2));
        var values = new List<Tensor>();
        double most = 0;
        Forward.Run(graph, x, after: (_, _, value) =>
        {
            values.Add(value);
            values.RemoveAll(v => v.IsInvalid);
            // A rectifier may write over its input, and a flattened value is the value: storages count, not tensors.
            most = Math.Max(most, 4.0 * (x.numel() + values.DistinctBy(Place).Sum(v => v.numel())));
            return value;
        });
        double bytes = ActivationMemory.Of(graph, 2).Bytes;
        Assert.InRange(bytes, most, 2 * most);
    }

    private static unsafe nint Place(Tensor value)
    {
        fixed (byte* first = value.bytes)
            return (nint)first;
    }
}
