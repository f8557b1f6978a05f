using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Tests.Torch;

/// <summary>Values worked by hand.</summary>
public class ValueTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    private static void Same(Tensor actual, long[] shape, params double[] values)
    {
        Assert.Equal(shape, actual.shape);
        Assert.Equal(values, Sample.ToArray(actual), (a, b) => Math.Abs(a - b) <= 1e-6);
    }

    private static Tensor Count(params long[] shape) => arange(0, shape.Aggregate(1L, (a, b) => a * b), float32).reshape(shape);

    [Fact]
    public void Factories_Each_HoldWhatTheySay()
    {
        Same(zeros([2, 1]), [2, 1], 0, 0);
        Same(ones(3, int64), [3], 1, 1, 1);
        Same(full([2], 1.5), [2], 1.5, 1.5);
        Same(eye(2), [2, 2], 1, 0, 0, 1);
        Same(eye(2, 3), [2, 3], 1, 0, 0, 0, 1, 0);
        Same(arange(1, 2, 0.25), [4], 1, 1.25, 1.5, 1.75);
        Same(linspace(0, 1, 3), [3], 0, 0.5, 1);
        Same(zeros_like(Count(2)), [2], 0, 0);
        Same(ones_like(Count(2)), [2], 1, 1);
        Same(full_like(Count(2), 7), [2], 7, 7);
        Assert.Equal([2L, 5], empty([2, 5]).shape);
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float32, arange(3.0).dtype);
        Assert.Contains("6", Assert.Throws<ArgumentException>(() => tensor(new float[5], [2, 3])).Message);
    }

    [Fact]
    public void Reductions_OverDimensions_MatchTheSumsByHand()
    {
        var x = Count(2, 3);
        Same(x.sum(), [], 15);
        Same(x.sum(0L), [3], 3, 5, 7);  // the literal 0 alone would be an element type, in TorchSharp too
        Same(x.sum([0, 1], true), [1, 1], 15);
        Same(x.mean([1]), [2], 1, 4);
        var (largest, where) = x.max(1);
        Same(largest, [2], 2, 5);
        Same(where, [2], 2, 2);
        var (top, places) = x.flatten().topk(2);
        Same(top, [2], 5, 4);
        Same(places, [2], 5, 4);
        Same(tensor([3f, 1, 2]).argsort(-1, true), [3], 0, 2, 1);
        Same(x.argmax(), [], 5);
        Same(x.cumsum(1), [2, 3], 0, 1, 3, 3, 7, 12);
        Same(x.gt(3).any(), [], 1);
        Same(x.gt(3).all(1), [2], 0, 0);
    }

    [Fact]
    public void Comparisons_AndLogic_MatchByHand()
    {
        var x = tensor([1f, 2, 3]);
        var y = tensor([3f, 2, 1]);
        Same(x.eq(y), [3], 0, 1, 0);
        Same(x.ne(2), [3], 1, 0, 1);
        Same(x.lt(y), [3], 1, 0, 0);
        Same(x.le(2), [3], 1, 1, 0);
        Same(x.gt(y), [3], 0, 0, 1);
        Same(x.ge(2), [3], 0, 1, 1);
        Same(x.gt(1).logical_and(y.gt(1)), [3], 0, 1, 0);
        Same(x.gt(2).logical_or(y.gt(2)).logical_not(), [3], 0, 1, 0);
        Same(tensor([6L]).bitwise_and(tensor([3L])), [1], 2);
        Same(tensor([6L]).bitwise_xor(tensor([3L])), [1], 5);
        Same(tensor([1f, float.NaN, float.PositiveInfinity]).isnan(), [3], 0, 1, 0);
        Same(tensor([1f, float.NaN, float.PositiveInfinity]).isfinite(), [3], 1, 0, 0);
        Assert.True(x.Equals(tensor([1f, 2, 3])));
        Assert.False(x.Equals(y));
        Assert.True(allclose(x, x + 1e-7));
        Assert.False(allclose(x, y));
    }

    [Fact]
    public void Layers_OnSmallImages_MatchByHand()
    {
        var x = Count(1, 1, 3, 3);
        Same(F.conv2d(x, ones([1, 1, 2, 2])), [1, 1, 2, 2], 8, 12, 20, 24);
        Same(F.conv2d(x, ones([1, 1, 2, 2]), tensor([1f]), [2, 2], [1, 1]), [1, 1, 2, 2], 1, 4, 10, 25);
        Same(F.conv_transpose2d(Count(1, 1, 1, 2), ones([1, 1, 1, 2])), [1, 1, 1, 3], 0, 1, 1);
        Same(F.avg_pool2d(x, [2, 2], [1, 1]), [1, 1, 2, 2], 2, 3, 5, 6);
        Same(F.max_pool2d(x, [2, 2], [1, 1]), [1, 1, 2, 2], 4, 5, 7, 8);
        Same(F.adaptive_avg_pool2d(x, [1, 1]), [1, 1, 1, 1], 4);
        Same(F.linear(tensor([1f, 2], [1, 2]), tensor([3f, 4, 5, 6], [2, 2]), tensor([1f, 0])), [1, 2], 12, 17);
        Same(F.batch_norm(tensor([1f, 3], [2, 1]), tensor([1f]), tensor([4f]), tensor([2f]), tensor([5f]), false, 0.1, 0), [2, 1],
            5, 7);
        Same(F.pad(tensor([1f, 2], [1, 2]), [1, 0]), [1, 3], 0, 1, 2);
        Same(F.cross_entropy(zeros([1, 4]), tensor([2L])), [], Math.Log(4));
        Same(F.mse_loss(tensor([1f, 2]), tensor([3f, 2])), [], 2);
#if LIBTORCH
        Assert.Throws<NotSupportedException>(() => F.pad(x, [1, 1], PaddingModes.Reflect));
#endif
    }

    [Fact]
    public void BatchNorm_WhileTraining_UpdatesTheRunningStatistics()
    {
        var mean = zeros(1);
        var variance = ones(1);
        F.batch_norm(tensor([1f, 3], [2, 1]), mean, variance, null, null, true, 0.5);
        Same(mean, [1], 1);
        Same(variance, [1], 1.5);  // half of 1 and half of the unbiased variance 2
    }
}
