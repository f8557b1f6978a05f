using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Tests.Torch;

/// <summary>The operations that have no gradient, each with what it needs. x is [2,3,4] (float64), n counts 0..5
/// (int64).</summary>
internal static class OtherOperations
{
    internal static readonly Dictionary<string, Action<Tensor, Tensor>> Table = new()
    {
        ["zeros, ones, empty, full"] = (x, n) => _ = (zeros([2, 3]), zeros(2), ones([2, 3]), ones(2), empty([2, 3]),
            full([2], 3, float64)),
        ["eye, arange, linspace"] = (x, n) => _ = (eye(3), arange(3), arange(1, 3), arange(1, 3, 0.5), linspace(0, 1, 5)),
        ["like"] = (x, n) => _ = (zeros_like(x), ones_like(x), full_like(x, 2)),
        ["tensor of real numbers"] = (x, n) => _ = (tensor([1f, 2]), tensor([1.0, 2]), tensor([1f, 2], [2, 1]),
            tensor([1.0], [1]), tensor(1f), tensor(1.0)),
        ["tensor of other numbers"] = (x, n) => _ = (tensor([1L]), tensor([1L], [1]), tensor([1], [1]), tensor(new byte[1], [1]),
            tensor([true], [1]), tensor(1L)),
        ["tensor of another type"] = (x, n) => _ = (tensor([1f, 2], float64), tensor([1f], [1], bfloat16, CPU, true)),
        ["comparisons with tensors"] = (x, n) => _ = (x.eq(x), x.ne(x), x.lt(x), x.le(x), x.gt(x), x.ge(x)),
        ["comparisons with numbers"] = (x, n) => _ = (x.eq(1), x.ne(1), x.lt(1), x.le(1), x.gt(1), x.ge(1)),
        ["logic"] = (x, n) => _ = (x.logical_and(x), x.logical_or(x), x.logical_not(), n.bitwise_and(n), n.bitwise_xor(n),
            n.bitwise_right_shift(n)),
        ["isfinite, isnan"] = (x, n) => _ = (x.isfinite(), x.isnan()),
        ["arg"] = (x, n) => _ = (x.argmax(), x.argmax(1), x.argsort()),
        ["any, all"] = (x, n) => _ = (x.any(), x.any(1), x.all(), x.all(1)),
        ["pairs"] = (x, n) => _ = (x.max(1), x.min(1), x.topk(2)),
        ["lists"] = (x, n) => _ = x.split(1),
        ["in place"] = (x, n) => _ = x.fill_(3).add_(x).copy_(x).clamp_(0, 1).add_(1).mul_(2).sub_(x),
        ["index"] = (x, n) => _ = (x[0], x[TensorIndex.Ellipsis, 0, 1..2], x[n.clamp(0, 1)], x[x.gt(0)]),
        ["allclose, Equals"] = (x, n) => _ = (allclose(x, x), x.Equals(x)),
        ["item"] = (x, n) => _ = (x.sum().item<double>(), x.sum().ToDouble(), n.sum().ToInt64(), x.sum().ToSingle(), x.any()
            .ToBoolean()),
        ["data"] = (x, n) => _ = (x.data<double>().ToArray(), x.transpose(0, 1).data<double>().ToArray(), x.bytes.Length),
        ["properties"] = (x, n) => _ = (x.shape, x.stride(), x.device, x.dtype, x.requires_grad, x.is_leaf, x.ToString()),
        ["grad"] = (x, n) =>
        {
            x.requires_grad_();
            autograd.grad([x.square().sum()], [x], [ones([], float64)], true, true, true);
        },
        ["no_grad"] = (x, n) =>
        {
            using (no_grad())
                _ = F.relu(x);
        },
        ["nested scope"] = (x, n) =>
        {
            using var inner = NewDisposeScope();
            _ = (x + 1).MoveToOuterDisposeScope();
        },
    };
}
