namespace Audit.Models.Onnx;

/// <summary>Element types that can be read; the numbers are ONNX's TensorProto.DataType.</summary>
internal enum ElementType
{
    Float = 1,
    Uint8 = 2,
    Int8 = 3,
    Uint16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    Uint32 = 12,
    Uint64 = 13,
    BFloat16 = 16,
}

/// <summary>Sizes and kinds of <see cref="ElementType"/>.</summary>
internal static class ElementTypes
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

    /// <summary>Whether it holds real numbers.</summary>
    public static bool IsReal(this ElementType type) =>
        type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16;
}
