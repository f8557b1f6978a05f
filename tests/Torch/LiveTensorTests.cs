using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Tests.Torch;

[Collection(SerialCollection.Name)]
public class LiveTensorTests
{
    public static TheoryData<string> Differentiable => new(DifferentiableOperations.Table.Keys);
    public static TheoryData<string> Others => new(OtherOperations.Table.Keys);

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void TotalCount_AfterADifferentiableOperation_IsBack(string name) => Unchanged(() =>
    {
        var (shape, apply) = DifferentiableOperations.Table[name];
        apply(Sample.Values(shape).requires_grad_());
    });

    [Theory]
    [MemberData(nameof(Others))]
    public void TotalCount_AfterAnotherOperation_IsBack(string name) => Unchanged(() =>
        OtherOperations.Table[name](Sample.Values(2, 3, 4), arange(0, 6, int64)));

    [Fact]
    public void TotalCount_WhereTheCallerDisposesTheResult_IsBack()
    {
        using var x = tensor([1f, 2, 3, 4], [2, 2]);
        using var index = tensor([1L]);
        long before = LiveTensors.Settled();
        (1 / x).Dispose();
        (1 - x).Dispose();
        x[0, 1..].Dispose();
        x[index].Dispose();
        x[TensorIndex.Ellipsis].Dispose();
        x.cpu().Dispose();
        x.to(DeviceType.CPU).Dispose();
        tensor([1f], float64).Dispose();
        using (var item = x[0, 0])
            item.item<float>();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void TotalCount_AfterAFailedOperation_IsBack() => Unchanged(() =>
    {
        Assert.ThrowsAny<Exception>(() => zeros([2, 3]).add(zeros([4, 5])));
        Assert.ThrowsAny<Exception>(() => zeros(2)[5]);
    });

    private static void Unchanged(Action run)
    {
        long before = LiveTensors.Settled();
        using (NewDisposeScope())
        {
            run();
            Assert.True(Tensor.TotalCount > before, "the operation made no tensor: nothing was tested");
        }
        Assert.Equal(before, Tensor.TotalCount);
    }
}
