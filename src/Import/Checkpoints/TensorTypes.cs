using Audit.Formats;
using static TorchSharp.torch;

namespace Audit.Import.Checkpoints;

/// <summary>Stored tensors to tensors and back, on the CPU.</summary>
public static class TensorTypes
{
    private static readonly Dictionary<ElementType, ScalarType> Scalars = new()
    {
        [ElementType.Double] = ScalarType.Float64,
        [ElementType.Float] = ScalarType.Float32,
        [ElementType.Float16] = ScalarType.Float16,
        [ElementType.BFloat16] = ScalarType.BFloat16,
        [ElementType.Int64] = ScalarType.Int64,
        [ElementType.Int32] = ScalarType.Int32,
        [ElementType.Int16] = ScalarType.Int16,
        [ElementType.Int8] = ScalarType.Int8,
        [ElementType.Uint8] = ScalarType.Byte,
        [ElementType.Bool] = ScalarType.Bool,
    };

    /// <summary>The tensor in memory of its own.</summary>
    public static Tensor ToTensor(this StoredTensor stored)
    {
        var result = empty(stored.Shape, Scalars[stored.Type]);
        stored.Bytes.CopyTo(result.bytes);
        return result;
    }

    /// <summary>The tensor as it is stored.</summary>
    public static StoredTensor ToStored(this Tensor tensor, string name)
    {
        using var scope = NewDisposeScope();
        var dense = tensor.detach().cpu().contiguous();
        return new StoredTensor(name, Scalars.First(s => s.Value == dense.dtype).Key, dense.shape, dense.bytes.ToArray());
    }
}
