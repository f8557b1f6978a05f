namespace Audit.Tests.Import.Onnx;

/// <summary>Convolutions and pools of the importer against plain loops, on three images at once.</summary>
public class ConvolutionTests
{
    private static readonly long[] Size = [4, 7, 6];

    [Theory]
    [InlineData(1, 1, 1, 1, 0, 0, 0, 0, 1)]
    [InlineData(2, 1, 1, 1, 1, 1, 1, 1, 1)]
    [InlineData(1, 2, 1, 1, 0, 1, 2, 3, 1)]
    [InlineData(1, 1, 2, 1, 2, 0, 1, 1, 2)]
    [InlineData(2, 2, 1, 2, 1, 0, 0, 1, 4)]
    public void Conv_StridesPaddingDilationGroups_EqualsLoops(long s0, long s1, long d0, long d1, long top, long left,
        long bottom, long right, long groups)
    {
        long[] wSize = [8, 4 / groups, 3, 2];
        float[] w = Loops.Numbers(wSize.Aggregate((a, b) => a * b), 1), bias = Loops.Numbers(8, 2);
        var file = new OnnxFile().Input([1, .. Size]).Reals("c.weight", wSize, w).Reals("c.bias", [8], bias)
            .Node("Conv", "x c.weight c.bias", "y",
            ("strides", new[] { s0, s1 }), ("dilations", new[] { d0, d1 }), ("pads", new[] { top, left, bottom, right }),
                ("group", groups));
        EqualPerImage(file, x => Loops.Conv(x, Size, w, wSize, bias, [s0, s1], [top, left, bottom, right], [d0, d1], groups));
    }

    [Theory]
    [InlineData("SAME_UPPER", 1, 0, 1, 1)]
    [InlineData("SAME_LOWER", 1, 1, 1, 0)]
    [InlineData("VALID", 0, 0, 0, 0)]
    public void Conv_AutoPad_EqualsTheStatedPadding(string mode, long top, long left, long bottom, long right)
    {
        // 7x6 with stride 2 to 4x3: 7 rows need 1 + 1 for a kernel of 3, 6 columns need 1 in all.
        long[] wSize = [2, 4, 3, 3];
        float[] w = Loops.Numbers(72, 1);
        var file = new OnnxFile().Input([0, .. Size]).Reals("w", wSize, w)
            .Node("Conv", "x w", "y", ("strides", new long[] { 2, 2 }), ("auto_pad", mode),
            ("kernel_shape", new long[] { 3, 3 }));
        EqualPerImage(file, x => Loops.Conv(x, Size, w, wSize, [0, 0], [2, 2], [top, left, bottom, right], [1, 1], 1));
    }

    [Theory]
    [InlineData(1, 0, 0, 0, 0, 0)]
    [InlineData(2, 1, 1, 1, 1, 1)]
    [InlineData(2, 1, 0, 0, 1, 0)]
    public void ConvTranspose_StridesPadding_EqualsLoops(long stride, long top, long left, long bottom, long right, long extra)
    {
        long[] wSize = [4, 3, 3, 2];
        float[] w = Loops.Numbers(72, 1), bias = Loops.Numbers(3, 2);
        var file = new OnnxFile().Input([1, .. Size]).Reals("w", wSize, w).Reals("b", [3], bias)
            .Node("ConvTranspose", "x w b", "y",
            ("strides", new[] { stride, stride }), ("pads", new[] { top, left, bottom, right }),
                ("output_padding", new[] { extra, extra }));
        EqualPerImage(file, x => Loops.ConvTranspose(x, Size, w, wSize, bias, [stride, stride], [top, left, bottom, right],
            [extra, extra]));
    }

    [Theory]
    [InlineData(2, 2, 1, false, 0, 0, 0, 0)]
    [InlineData(3, 2, 1, false, 1, 1, 1, 1)]
    [InlineData(3, 2, 1, true, 0, 0, 0, 0)]
    [InlineData(2, 2, 1, true, 0, 0, 0, 0)]
    [InlineData(3, 2, 1, true, 1, 1, 1, 1)]
    [InlineData(3, 2, 1, false, 0, 0, 1, 1)]
    [InlineData(3, 1, 1, false, 2, 1, 0, 2)]
    [InlineData(2, 1, 2, false, 1, 0, 1, 0)]
    [InlineData(2, 3, 2, true, 0, 1, 0, 1)]
    public void MaxPool_AllAttributes_EqualsLoops(long kernel, long stride, long dilation, bool ceil, long top, long left,
        long bottom, long right)
    {
        var file = new OnnxFile().Input([1, .. Size]).Node("MaxPool", "x", "y", ("kernel_shape", new[] { kernel, kernel }),
            ("strides", new[] { stride, stride }),
            ("dilations", new[] { dilation, dilation }), ("ceil_mode", ceil ? 1 : 0),
                ("pads", new[] { top, left, bottom, right }));
        EqualPerImage(file, x => Loops.Pool(x, Size, [kernel, kernel], [stride, stride], [top, left, bottom, right],
            [dilation, dilation], ceil, (v, _) => v.Max()));
    }

    [Theory]
    [CombinatorialPools]
    public void AveragePool_AllAttributes_EqualsLoops(long kernel, long stride, bool ceil, bool include, long[] pads)
    {
        var file = new OnnxFile().Input([1, .. Size]).Node("AveragePool", "x", "y", ("kernel_shape", new[] { kernel, kernel }),
            ("strides", new[] { stride, stride }),
            ("ceil_mode", ceil ? 1 : 0), ("count_include_pad", include ? 1 : 0), ("pads", pads));
        EqualPerImage(file, x => Loops.Pool(x, Size, [kernel, kernel], [stride, stride], pads, [1, 1], ceil, (v, padded) =>
            v.Sum() / (include ? padded : v.Count)));
    }

    [Fact]
    public void GlobalPoolsAndReduceMean_GiveMeansAndMaxima()
    {
        float[] Channels(float[] x, Func<IEnumerable<float>, float> fold) => [.. x.Chunk(42).Select(c => fold(c))];
        EqualPerImage(new OnnxFile().Input([1, .. Size]).Node("GlobalAveragePool", "x", "y"), x => Channels(x, c => c.Average()));
        EqualPerImage(new OnnxFile().Input([1, .. Size]).Node("GlobalMaxPool", "x", "y"), x => Channels(x, c => c.Max()));
        EqualPerImage(new OnnxFile().Input([1, .. Size]).Node("ReduceMean", "x", "y", ("axes", new long[] { -1, 2 }),
            ("keepdims", 0)), x => Channels(x, c => c.Average()));
        EqualPerImage(new OnnxFile(18).Input([1, .. Size]).Integers("a", 1).Node("ReduceMean", "x a", "y"),
            x => [.. Enumerable.Range(0, 42).Select(i => (x[i] + x[i + 42] + x[i + 84] + x[i + 126]) / 4)]);
    }

    private static void EqualPerImage(OnnxFile file, Func<float[], float[]> expected)
    {
        float[] x = Loops.Numbers(3 * 4 * 7 * 6);
        Loops.Equal([.. x.Chunk(4 * 7 * 6).SelectMany(expected)], file.Run(x));
    }
}

/// <summary>Every combination of pool attributes that has a window on the image everywhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CombinatorialPoolsAttribute : Xunit.Sdk.DataAttribute
{
    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
        from kernel in new long[] { 2, 3 }
        from stride in new long[] { 1, 2, 3 }
        from ceil in new[] { false, true }
        from include in new[] { false, true }
        from pads in new long[][] { [0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 1, 0], [1, 0, 0, 0] }
        select new object[] { kernel, stride, ceil, include, pads };
}
