namespace TorchSharp;

/// <summary>The value of a tensor with one element as a number. Extension methods, as in TorchSharp: they need its
/// namespace.</summary>
public static class TensorExtensionMethods
{
    public static float ToSingle(this torch.Tensor value) => (float)value.ToDouble();

    public static double ToDouble(this torch.Tensor value)
    {
        var (real, integer) = value.ReadItem();
        return IsReal(value) ? real : integer;
    }

    public static long ToInt64(this torch.Tensor value)
    {
        var (real, integer) = value.ReadItem();
        return IsReal(value) ? (long)real : integer;
    }


    public static bool ToBoolean(this torch.Tensor value) => value.ToDouble() != 0;

    private static bool IsReal(torch.Tensor value) =>
        value.dtype is torch.ScalarType.Float16 or torch.ScalarType.BFloat16 or torch.ScalarType.Float32
            or torch.ScalarType.Float64;
}
