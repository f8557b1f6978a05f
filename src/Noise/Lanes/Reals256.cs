using System.Runtime.Intrinsics;

namespace Audit.Noise.Lanes;

/// <summary>8 float32 values in one 256-bit register.</summary>
internal readonly struct Reals256(Vector256<float> value) : IReals<Reals256>
{
    public readonly Vector256<float> Value = value;

    public static Reals256 Of(float value) => new(Vector256.Create(value));

    public static Reals256 Sqrt(Reals256 value) => new(Vector256.Sqrt(value.Value));

    public static Reals256 operator +(Reals256 left, Reals256 right) => new(left.Value + right.Value);

    public static Reals256 operator -(Reals256 left, Reals256 right) => new(left.Value - right.Value);

    public static Reals256 operator *(Reals256 left, Reals256 right) => new(left.Value * right.Value);

    public static Reals256 operator /(Reals256 left, Reals256 right) => new(left.Value / right.Value);
}
