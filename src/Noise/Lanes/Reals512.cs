using System.Runtime.Intrinsics;

namespace Audit.Noise.Lanes;

/// <summary>16 float32 values in one 512-bit register.</summary>
internal readonly struct Reals512(Vector512<float> value) : IReals<Reals512>
{
    public readonly Vector512<float> Value = value;

    public static Reals512 Of(float value) => new(Vector512.Create(value));

    public static Reals512 Sqrt(Reals512 value) => new(Vector512.Sqrt(value.Value));

    public static Reals512 operator +(Reals512 left, Reals512 right) => new(left.Value + right.Value);

    public static Reals512 operator -(Reals512 left, Reals512 right) => new(left.Value - right.Value);

    public static Reals512 operator *(Reals512 left, Reals512 right) => new(left.Value * right.Value);

    public static Reals512 operator /(Reals512 left, Reals512 right) => new(left.Value / right.Value);
}
