using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Tests.Torch;

/// <summary>Fixed inputs without ties, zeros or kinks near them, so that one-sided derivatives never meet a test.</summary>
internal static class Sample
{
    /// <summary>Irregular values in (-1, 1).</summary>
    internal static Tensor Values(params long[] shape) => Values(0, shape);

    internal static Tensor Values(double phase, long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        double[] values = new double[count];
        for (int k = 0; k < count; k++)
            values[k] = 0.93 * Math.Sin(1.7 * k + 0.31 + phase) * Math.Cos(0.013 * k * k);
        return tensor(values, shape);
    }

    internal static Tensor Classes(params long[] classes) => tensor(classes);

    internal static double[] ToArray(Tensor x)
    {
        using var real = x.to(ScalarType.Float64);
        return real.data<double>().ToArray();
    }
}
