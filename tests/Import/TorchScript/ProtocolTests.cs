#if LIBTORCH
using Audit.Import.TorchScript.Sandbox;
using TorchSharp.Sandboxing;
using static TorchSharp.torch;

namespace Audit.Tests.Import.TorchScript;

/// <summary>What a hostile child could send: lengths and sizes that nothing here may believe.</summary>
public class ProtocolTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData((1 << 16) + 1)]
    [InlineData(int.MaxValue)]
    public void Frame_OfAnyLength_IsRefusedBeforeItIsRead(int length)
    {
        using var stream = new MemoryStream([1, .. BitConverter.GetBytes(length), 0, 0]);
        Assert.Contains($"a message of {length} bytes", Assert.Throws<InvalidDataException>(() => Frame.Read(stream)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Frame_CutShort_IsTheEnd()
    {
        using var stream = new MemoryStream([1, 3, 0, 0, 0, 7]);
        Assert.Null(Frame.Read(stream));
    }

    [Fact]
    public void Tensor_OfTheBlocksSize_IsRead_AndALargerOneIsRefused()
    {
        using var scope = NewDisposeScope();
        using var block = SharedBlock.Create(64);
        byte[] Sent(long columns)
        {
            using var bytes = new MemoryStream();
            using var writer = new BinaryWriter(bytes);
            writer.Write((int)ScalarType.Float32);
            writer.Write(2);
            writer.Write(1L);
            writer.Write(columns);
            writer.Flush();
            return bytes.ToArray();
        }
        Tensor Read(long columns) => TensorWire.Read(new BinaryReader(new MemoryStream(Sent(columns))), block);
        Assert.Equal([1L, block.Size / 4], Read(block.Size / 4).shape);
        Assert.Contains("in a block of", Assert.Throws<InvalidDataException>(() => Read(block.Size / 4 + 1)).Message,
            StringComparison.Ordinal);
        Assert.Contains("more than 2 GiB", Assert.Throws<InvalidDataException>(() => Read(1L << 40)).Message,
            StringComparison.Ordinal);
    }
}
#endif
