using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Tests.Torch;

public class IndexingTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor x = arange(0, 24, int64).reshape(2, 3, 4);  // x[a,b,c] = 12 a + 4 b + c

    public void Dispose() => scope.Dispose();

    private static void Same(Tensor actual, long[] shape, params long[] values)
    {
        Assert.Equal(shape, actual.shape);
        Assert.Equal(values, actual.data<long>().ToArray());
    }

    [Fact]
    public void Index_NumbersAndSlices_TakeTheElements()
    {
        Same(x[1, 2, 3], [], 23);
        Same(x[-1, -1, -1], [], 23);
        Same(x[0, 1], [4], 4, 5, 6, 7);
        Same(x[1, 0..2, 3], [2], 15, 19);
        Same(x[0, -1, 1..], [3], 9, 10, 11);
        Same(x[0, 0, TensorIndex.Slice(0, null, 2)], [2], 0, 2);
        Same(x[0, 0, TensorIndex.Slice(-2)], [2], 2, 3);
        Same(x[TensorIndex.Colon, 0, 0], [2], 0, 12);
        Same(x[.., 0, 0], [2], 0, 12);
    }

    [Fact]
    public void Index_EllipsisAndNewAxes_KeepTheOtherDimensions()
    {
        Same(x[TensorIndex.Ellipsis, 0], [2, 3], 0, 4, 8, 12, 16, 20);
        Same(x[1, TensorIndex.Ellipsis, 0], [3], 12, 16, 20);
        Assert.Equal([1L, 2, 3, 4], x[TensorIndex.Null].shape);
        Assert.Equal([2L, 3, 4, 1], x[TensorIndex.Ellipsis, TensorIndex.None].shape);
        Same(x[0, TensorIndex.Null, 0, 0..1], [1, 1], 0);
    }

    [Fact]
    public void Index_TensorsAndMasks_Gather()
    {
        Same(x[tensor([1L, 0])].select(2, 0), [2, 3], 12, 16, 20, 0, 4, 8);
        Same(x[TensorIndex.Colon, TensorIndex.Tensor(tensor([2L, 0])), TensorIndex.Single(1)], [2, 2], 9, 1, 21, 13);
        Same(x[tensor([0L, 1]), tensor([2L, 0])], [2, 4], 8, 9, 10, 11, 12, 13, 14, 15);  // pairs (0,2) and (1,0)
        Same(x[x.gt(21)], [2], 22, 23);
        Same(x[tensor([true, false, true, true, false, false], [2, 3])].select(1, 0), [3], 0, 8, 12);
    }

    [Fact]
    public void Index_OutOfRange_SaysWhichInOneLine()
    {
        var error = Assert.ThrowsAny<Exception>(() => x[0, 3]);
        Assert.Contains("3", error.Message);
#if LIBTORCH
        Assert.DoesNotContain('\n', error.Message);
#endif
    }
}
