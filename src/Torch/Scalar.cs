namespace TorchSharp;

/// <summary>A number given to an operator: real, integer or truth value. TorchSharp's name and conversions.</summary>
/// <remarks>
/// TorchSharp's scalar owns native memory, which its finalizer may free while an operator still reads it: hold it (a static
/// field, or "using Scalar factor = 0.5") where operators run in loops. Here nothing is owned.
/// </remarks>
public sealed class Scalar : IDisposable
{
    internal readonly bool IsReal;
    internal readonly bool IsBoolean;
    internal readonly double Real;
    internal readonly long Integer;

    private Scalar(double value) => (IsReal, Real) = (true, value);
    private Scalar(long value) => Integer = value;
    private Scalar(bool value) => (IsBoolean, Integer) = (true, value ? 1 : 0);

    public void Dispose()
    {
    }

    public static implicit operator Scalar(double value) => new(value);
    public static implicit operator Scalar(float value) => new((double)value);
    public static implicit operator Scalar(long value) => new(value);
    public static implicit operator Scalar(int value) => new((long)value);
    public static implicit operator Scalar(byte value) => new((long)value);
    public static implicit operator Scalar(bool value) => new(value);
}
