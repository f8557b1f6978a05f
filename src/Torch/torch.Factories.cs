using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator Zeros = new("aten::zeros"), Ones = new("aten::ones"), Full = new("aten::full");
    private static readonly Operator Empty = new("aten::empty", "memory_format"), Arange = new("aten::arange", "start_step"),
        Eye = new("aten::eye", "m");
    private static readonly Operator ZerosLike = new("aten::zeros_like"), OnesLike = new("aten::ones_like"),
        FullLike = new("aten::full_like");
    private static readonly Operator Linspace = new("aten::linspace");

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Leaf(Zeros.Call(size, dtype ?? float32, Argument.None, device), requires_grad);
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        zeros([size], dtype, device, requires_grad);
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Leaf(Ones.Call(size, dtype ?? float32, Argument.None, device), requires_grad);
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        ones([size], dtype, device, requires_grad);
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Leaf(Empty.Call(size, dtype ?? float32, Argument.None, device), requires_grad);
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Full.Call(size, value, dtype ?? float32, Argument.None, device), requires_grad);
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Eye.Call(rows, columns < 0 ? rows : columns, dtype ?? float32, Argument.None, device), requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Arange.Call(start, stop, step, dtype ?? (start.IsReal || stop.IsReal || step.IsReal ? float32 : int64),
            Argument.None, device), requires_grad);
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Linspace.Call(start, end, steps, dtype ?? float32, Argument.None, device), requires_grad);

    public static Tensor zeros_like(Tensor input) => ZerosLike.Call(input);
    public static Tensor ones_like(Tensor input) => OnesLike.Call(input);
    public static Tensor full_like(Tensor input, Scalar value) => FullLike.Call(input, value);

    /// <summary>A tensor with a copy of the given elements, in row-major order.</summary>
    /// <exception cref="ArgumentException">The product of dimensions is not the number of elements.</exception>
    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(dataArray, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, [rawArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, [rawArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(dataArray, [dataArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        FromArray([scalar], [], null, device, requires_grad);
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray([scalar], [], dtype, device, requires_grad);
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray([scalar], [], dtype, device, requires_grad);

    private static Tensor FromArray<T>(T[] elements, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device,
        bool requires_grad)
        where T : unmanaged
    {
        long product = 1;
        foreach (long d in dimensions)
            product *= d;
        if (product != elements.Length)
            throw new ArgumentException(
                $"mismatched total size: dimensions [{string.Join(", ", dimensions.ToArray())}] hold {product}, got "
                + $"{elements.Length} elements");

        var native = TypeOf<T>();
        var result = empty(dimensions.ToArray(), native);
        MemoryMarshal.AsBytes(elements.AsSpan()).CopyTo(result.bytes);
        if ((dtype ?? native) != native || (device ?? CPU).type != DeviceType.CPU)
        {
            using var host = result;
            result = host.to(dtype ?? native, device ?? CPU);
        }
        return Leaf(result, requires_grad);
    }

    private static Tensor Leaf(Tensor tensor, bool requires_grad) => requires_grad ? tensor.requires_grad_() : tensor;
}
