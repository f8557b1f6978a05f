using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Audit.Formats;
using Audit.Formats.Onnx.Schema;
using Audit.Inputs;
using static TorchSharp.torch;

namespace Audit.Import.Onnx.Nodes;

/// <summary>Tensors of a file as values. Sizes are checked against what is there before memory is taken.</summary>
internal sealed class TensorReader(string path, MemoryBudget budget)
{
    private const int MostDimensions = 16;
    private readonly ExternalData external = new(path, budget);

    /// <exception cref="ModelFormatException">The tensor's size, type or place is wrong.</exception>
    public Value Read(TensorProto tensor)
    {
        string name = Shown.Name(tensor.Name);
        var type = (ElementType)tensor.DataType;
        if (type.Size() is not { } size)
            throw new ModelFormatException(path,
                $"tensor {name} has elements of type {tensor.DataType}, expected real or whole numbers");
        long count = Count(tensor, name);
        int typed = TypedCount(tensor, type);
        bool isExternal = tensor.DataLocation == TensorProto.Types.DataLocation.External;
        if (!isExternal)
        {
            bool fits = tensor.RawData.Length > 0 ? tensor.RawData.Length == count * size : typed == count;
            if (!fits)
            {
                throw new ModelFormatException(path,
                    $"tensor {name} of shape [{string.Join(',', tensor.Dims)}] and type {type} needs {count * size} bytes, "
                    + (tensor.RawData.Length > 0 ? $"it has {tensor.RawData.Length}" : $"it has {typed} numbers"));
            }
        }
        byte[]? bytes = isExternal ? external.Read(tensor, count * size) : null;
        budget.Take(path, count, type == ElementType.Double ? sizeof(double) + sizeof(float) : type.IsReal() ? sizeof(float)
            : sizeof(long) * 2);
        var raw = bytes is not null ? bytes : tensor.RawData.Span;
        long[] shape = [.. tensor.Dims];
        return type.IsReal()
            ? new Reals(ReadReals(tensor, type, shape, raw))
            : new Integers(shape, ReadIntegers(tensor, type, (int)count, raw, size));
    }

    private long Count(TensorProto tensor, string name)
    {
        Int128 count = 1;
        bool sane = tensor.Dims.Count <= MostDimensions;
        foreach (long d in tensor.Dims.Take(MostDimensions))
        {
            sane &= d >= 0 && d <= int.MaxValue;
            count = Int128.Min(count * Math.Max(d, 0), long.MaxValue);
        }
        return sane && count <= int.MaxValue / 8 ? (long)count
            : throw new ModelFormatException(path,
            $"tensor {name} has the impossible shape [{string.Join(',', tensor.Dims.Take(MostDimensions))}]");
    }

    private static int TypedCount(TensorProto t, ElementType type) => type switch
    {
        ElementType.Float => t.FloatData.Count,
        ElementType.Double => t.DoubleData.Count,
        ElementType.Int64 => t.Int64Data.Count,
        ElementType.Uint32 or ElementType.Uint64 => t.Uint64Data.Count,
        _ => t.Int32Data.Count,
    };

    private static Tensor ReadReals(TensorProto t, ElementType type, long[] shape, ReadOnlySpan<byte> raw)
    {
        if (type == ElementType.Double)
            return Doubles(t, shape, raw);
        var result = empty(shape);
        if (result.numel() == 0)
            return result;
        var to = MemoryMarshal.Cast<byte, float>(result.bytes);
        bool packed = raw.Length > 0;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = type switch
            {
                ElementType.Float => packed ? BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]) : t.FloatData[i],
                ElementType.Float16 => (float)BitConverter.UInt16BitsToHalf(packed
                    ? BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]) : (ushort)t.Int32Data[i]),
                _ => BitConverter.UInt32BitsToSingle((uint)(packed ? BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..])
                    : (ushort)t.Int32Data[i]) << 16),
            };
        }
        return result;
    }

    private static Tensor Doubles(TensorProto t, long[] shape, ReadOnlySpan<byte> raw)
    {
        var result = empty(shape, float64);
        if (result.numel() == 0)
            return result.to(float32);
        var to = MemoryMarshal.Cast<byte, double>(result.bytes);
        for (int i = 0; i < to.Length; i++)
            to[i] = raw.Length > 0 ? BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * i)..]) : t.DoubleData[i];
        return ExactNumbers.Narrowest(result);
    }

    private static long?[] ReadIntegers(TensorProto t, ElementType type, int count, ReadOnlySpan<byte> raw, int size)
    {
        var result = new long?[count];
        for (int i = 0; i < count; i++)
        {
            var at = raw.Length > 0 ? raw.Slice(i * size, size) : default;
            result[i] = (type, packed: raw.Length > 0) switch
            {
                (ElementType.Int64, true) => BinaryPrimitives.ReadInt64LittleEndian(at),
                (ElementType.Int64, false) => t.Int64Data[i],
                (ElementType.Int32, true) => BinaryPrimitives.ReadInt32LittleEndian(at),
                (ElementType.Int16, true) => BinaryPrimitives.ReadInt16LittleEndian(at),
                (ElementType.Uint16, true) => BinaryPrimitives.ReadUInt16LittleEndian(at),
                (ElementType.Int8, true) => (sbyte)at[0],
                (ElementType.Uint8 or ElementType.Bool, true) => at[0],
                (ElementType.Uint32, true) => BinaryPrimitives.ReadUInt32LittleEndian(at),
                (ElementType.Uint64, true) => (long)BinaryPrimitives.ReadUInt64LittleEndian(at),
                (ElementType.Uint32 or ElementType.Uint64, false) => (long)t.Uint64Data[i],
                _ => t.Int32Data[i],
            };
        }
        return result;
    }
}
