#if LIBTORCH
using TorchSharp.Sandboxing;
using static TorchSharp.torch;

namespace Audit.Import.TorchScript.Sandbox;

/// <summary>A tensor at the start of the shared block: element type and sizes go in the message, elements in the block.</summary>
internal static class TensorWire
{
    private const int MostDimensions = 16;

    /// <summary>Bytes of a tensor's elements.</summary>
    public static long Bytes(ScalarType type, long[] shape)
    {
        long bytes = type switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 => 4,
            ScalarType.Int64 or ScalarType.Float64 => 8,
            _ => throw new InvalidDataException($"expected a tensor of real numbers, got {type}"),
        };
        foreach (long size in shape)
        {
            if (size < 0 || (size > 0 && bytes > int.MaxValue / size))
                throw new InvalidDataException(
                    $"a tensor [{string.Join(',', shape)}] of {type} does not cross to or from the child process: more than 2 "
                    + $"GiB");
            bytes *= size;
        }
        return bytes;
    }

    /// <summary>Puts a contiguous tensor on the CPU into the block, which is large enough.</summary>
    public static void Write(BinaryWriter writer, SharedBlock block, Tensor tensor)
    {
        var shape = tensor.shape;
        writer.Write((int)tensor.dtype);
        writer.Write(shape.Length);
        foreach (long size in shape)
            writer.Write(size);
        tensor.bytes.CopyTo(block.Bytes(0, Bytes(tensor.dtype, shape)));
    }

    /// <exception cref="InvalidDataException">The sizes leave the block.</exception>
    public static Tensor Read(BinaryReader reader, SharedBlock block)
    {
        var type = (ScalarType)reader.ReadInt32();
        int dimensions = reader.ReadInt32();
        if (dimensions is < 0 or > MostDimensions)
            throw new InvalidDataException($"a tensor of {dimensions} dimensions, expected at most {MostDimensions}");
        var shape = new long[dimensions];
        for (int k = 0; k < dimensions; k++)
            shape[k] = reader.ReadInt64();
        long bytes = Bytes(type, shape);
        if (bytes > block.Size)
            throw new InvalidDataException($"a tensor of {bytes} bytes in a block of {block.Size}");
        var tensor = zeros(shape, type);
        tensor.bytes = block.Bytes(0, bytes);
        return tensor;
    }
}
#endif
