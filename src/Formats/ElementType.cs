namespace Audit.Formats;

/// <summary>Element types of stored tensors; the numbers are ONNX's TensorProto.DataType.</summary>
public enum ElementType
{
    /// <summary>float32.</summary>
    Float = 1,

    /// <summary>uint8.</summary>
    Uint8 = 2,

    /// <summary>int8.</summary>
    Int8 = 3,

    /// <summary>uint16.</summary>
    Uint16 = 4,

    /// <summary>int16.</summary>
    Int16 = 5,

    /// <summary>int32.</summary>
    Int32 = 6,

    /// <summary>int64.</summary>
    Int64 = 7,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 9,

    /// <summary>IEEE half precision.</summary>
    Float16 = 10,

    /// <summary>float64.</summary>
    Double = 11,

    /// <summary>uint32.</summary>
    Uint32 = 12,

    /// <summary>uint64.</summary>
    Uint64 = 13,

    /// <summary>The upper half of a float32.</summary>
    BFloat16 = 16,
}

/// <summary>Sizes and kinds of <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element, or null for a type that is not read.</summary>
    public static int? Size(this ElementType type) => type switch
    {
        ElementType.Uint8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.Uint16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float or ElementType.Int32 or ElementType.Uint32 => 4,
        ElementType.Int64 or ElementType.Double or ElementType.Uint64 => 8,
        _ => null,
    };

    /// <summary>Bytes of one element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is none of these.</exception>
    public static int Bytes(this ElementType type) =>
        type.Size() ?? throw new ArgumentOutOfRangeException(nameof(type), type, "no element type that is read");

    /// <summary>Whether it holds real numbers.</summary>
    public static bool IsReal(this ElementType type) =>
        type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16;
}
