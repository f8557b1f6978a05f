using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What a <see cref="NativeValue"/> holds; the numbers are those of the C++ enum.</summary>
internal enum Tag
{
    None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, IntList = 5, DoubleList = 6, TensorList = 7,
    OptionalTensorList = 8, String = 9, Device = 10, Default = 11,
}

/// <summary>One argument or result on the native side. Layout shared with native/audit_torch.cpp.</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct NativeValue
{
    [FieldOffset(0)] internal Tag Tag;
    [FieldOffset(4)] internal int Count;
    [FieldOffset(8)] internal long Integer;
    [FieldOffset(8)] internal double Real;
    [FieldOffset(8)] internal void* Pointer;
}
