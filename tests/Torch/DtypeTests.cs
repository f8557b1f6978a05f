using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Tests.Torch;

public class DtypeTests
{
    public static TheoryData<ScalarType, bool> Types => new()
    {
        { ScalarType.Byte, false }, { ScalarType.Int8, false }, { ScalarType.Int16, false }, { ScalarType.Int32, false },
        { ScalarType.Int64, false }, { ScalarType.Float16, true }, { ScalarType.Float32, true }, { ScalarType.Float64, true },
        { ScalarType.BFloat16, true },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void To_EachTypeAndBack_KeepsSmallNumbers(ScalarType type, bool fractions)
    {
        using var scope = NewDisposeScope();
        var there = tensor([0.0, 1, 2.5, 100]).to(type);
        Assert.Equal(type, there.dtype);
        Assert.Equal([0, 1, fractions ? 2.5 : 2, 100], Sample.ToArray(there));
        Assert.Equal(100, there[3].ToDouble());
        Assert.Equal(100, there[3].ToInt64());
        Assert.Equal(100f, there[3].ToSingle());
        Assert.True(there[3].ToBoolean());
    }

    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(1.00390625, 1.0)]         // 1 + 2^-8: halfway to the next bfloat16, ties to even
    [InlineData(1.01171875, 1.015625)]    // 1 + 3 * 2^-8: halfway, to the even neighbour above
    [InlineData(3.3895313892515355e38, 3.3895313892515355e38)]
    public void To_BFloat16_RoundsToTheNearestEven(double value, double expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected, tensor((float)value).to(bfloat16).to(float64).item<double>());
    }

    [Fact]
    public void To_SameType_SharesMemoryUnlessCopied()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1);
        x.to(ScalarType.Float32).fill_(3);
        Assert.Equal(3, x.ToSingle());
        x.to_type(ScalarType.Float32, true).fill_(4);
        x.to(ScalarType.Float32, CPU, true).fill_(4);
        x.to(DeviceType.CPU, -1, true).fill_(4);
        Assert.Equal(3, x.ToSingle());
    }
}
