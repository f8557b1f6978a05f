using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>One argument of an operator, managed side: a tag, a number or an object. Built by implicit conversion.</summary>
internal readonly struct Argument
{
    internal readonly Tag Tag;
    internal readonly long Integer;
    internal readonly double Real;
    internal readonly object? Object;

    private Argument(Tag tag, long integer = 0, double real = 0, object? value = null)
    {
        Tag = tag;
        Integer = integer;
        Real = real;
        Object = value;
    }

    internal static readonly Argument None = new(Tag.None);

    /// <summary>Leaves the argument to the default of the operator's schema.</summary>
    internal static readonly Argument Default = new(Tag.Default);

    public static implicit operator Argument(torch.Tensor? t) => t is null ? None : new(Tag.Tensor, value: t);
    public static implicit operator Argument(long value) => new(Tag.Int, value);
    public static implicit operator Argument(double value) => new(Tag.Double, real: value);
    public static implicit operator Argument(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Argument(long? value) => value is { } v ? new(Tag.Int, v) : None;
    public static implicit operator Argument(long[]? values) => values is null ? None : new(Tag.IntList, value: values);
    public static implicit operator Argument(double[]? values) => values is null ? None : new(Tag.DoubleList, value: values);
    public static implicit operator Argument(string? value) => value is null ? None : new(Tag.String, value: value);
    public static implicit operator Argument(torch.ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator Argument(torch.ScalarType? value) => value is { } v ? new(Tag.Int, (long)v) : None;
    public static implicit operator Argument(torch.Device? value) => value is null ? None : new(Tag.Device, value.Packed);

    public static implicit operator Argument(Scalar? value) => value switch
    {
        null => None,
        { IsReal: true } => new(Tag.Double, real: value.Real),
        { IsBoolean: true } => new(Tag.Bool, value.Integer),
        _ => new(Tag.Int, value.Integer),
    };

    internal static Argument List(IReadOnlyList<torch.Tensor> tensors) => new(Tag.TensorList, value: tensors);
    internal static Argument OptionalList(IReadOnlyList<torch.Tensor?> tensors) => new(Tag.OptionalTensorList, value: tensors);
}
