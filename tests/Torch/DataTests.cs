using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Tests.Torch;

public class DataTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Bytes_OfANonContiguousTensor_Throws()
    {
        var x = zeros([2, 3]).t();
        Assert.Contains("contiguous", Assert.ThrowsAny<Exception>(() => x.bytes.Length).Message);
        Assert.ThrowsAny<Exception>(() => x.bytes = new byte[24]);
    }

    [Fact]
    public void Bytes_SetAndGet_AreTheMemory()
    {
        var x = zeros([2], ScalarType.Int16);
        x.bytes = [1, 0, 0, 1];
        Assert.Equal([1, 256], Sample.ToArray(x));
        Assert.Equal([1, 0, 0, 1], x.bytes.ToArray());
        Assert.Throws<ArgumentException>(() => x.bytes = new byte[3]);
    }

    [Fact]
    public void Data_OfAnyStrides_IsInIndexOrder()
    {
        var x = tensor([1, 2, 3, 4, 5, 6], [2, 3]).t();
        Assert.Equal([1, 4, 2, 5, 3, 6], x.data<int>().ToArray());
        Assert.Throws<ArgumentException>(() => x.data<float>());
    }

    [Fact]
    public void Item_OtherTypeOrCount_Throws()
    {
        Assert.Equal(2.5, tensor(2.5).item<double>());
        Assert.Equal(3L, tensor(3L).item<long>());
        Assert.True(tensor([true], [1]).item<bool>());
        Assert.Throws<ArgumentException>(() => tensor(2.5).item<float>());
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
    }

    [Fact]
    public void Properties_OfATensor_DescribeIt()
    {
        var x = zeros([2, 3, 4]);
        Assert.Equal((3L, 3L, 24L), (x.dim(), x.ndim, x.numel()));
        Assert.Equal((3L, 4L), (x.size(1), x.size(-1)));
        Assert.Equal([12L, 4, 1], x.stride());
        Assert.Equal((DeviceType.CPU, true), (x.device_type, x.is_contiguous()));
        Assert.Equal("[2x3x4], type = Float32, device = cpu", x.ToString());
    }
}
