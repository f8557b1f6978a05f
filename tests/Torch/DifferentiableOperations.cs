using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Tests.Torch;

/// <summary>Every differentiable operation of the binding, as a function of one tensor.</summary>
internal static class DifferentiableOperations
{
    internal sealed record Entry(long[] Shape, Func<Tensor, Tensor> Apply);

    internal static readonly Dictionary<string, Entry> Table = Arithmetic()
        .Concat(Pointwise()).Concat(Reductions()).Concat(Shapes()).Concat(Selections()).Concat(Products()).Concat(Layers())
        .Concat(Losses())
        .ToDictionary(pair => pair.Name, pair => new Entry(pair.Shape, pair.Apply));

    private static Tensor Other(params long[] shape) => Sample.Values(2.1, shape);
    private static Tensor Positive(Tensor x) => x * x + 0.4;

    private static IEnumerable<(string Name, long[] Shape, Func<Tensor, Tensor> Apply)> Arithmetic()
    {
        long[] s = [2, 3];
        yield return ("add", s, x => x.add(Other(2, 3)));
        yield return ("add, broadcast", [3], x => Other(2, 3).add(x));
        yield return ("add with alpha", s, x => Other(2, 3).add(x, 0.3));
        yield return ("add a number", s, x => x.add(2));
        yield return ("tensor + number", s, x => x + 2);
        yield return ("number + tensor", s, x => 2.5 + x);
        yield return ("tensor + tensor", s, x => x + x);
        yield return ("sub", s, x => x.sub(Other(2, 3)));
        yield return ("sub a number", s, x => x.sub(0.5));
        yield return ("tensor - tensor", s, x => Other(2, 3) - x);
        yield return ("tensor - number", s, x => x - 2);
        yield return ("number - tensor", s, x => 1 - x);
        yield return ("mul", s, x => x.mul(x));
        yield return ("mul a number", s, x => x.mul(3));
        yield return ("tensor * number", s, x => x * 3);
        yield return ("number * tensor", s, x => 3 * x);
        yield return ("div", s, x => Other(2, 3).div(Positive(x)));
        yield return ("div a number", s, x => x.div(3));
        yield return ("tensor / tensor", s, x => x / Positive(Other(2, 3)));
        yield return ("tensor / number", s, x => x / 3);
        yield return ("number / tensor", s, x => 3 / Positive(x));
        yield return ("neg", s, x => x.neg());
        yield return ("-tensor", s, x => -x);
        yield return ("reciprocal", s, x => Positive(x).reciprocal());
        yield return ("pow", s, x => x.pow(3));
        yield return ("remainder", s, x => x.remainder(0.7));
        yield return ("maximum", s, x => x.maximum(Other(2, 3)));
        yield return ("minimum", s, x => x.minimum(Other(2, 3)));
        yield return ("where", s, x => where(Other(2, 3).gt(0), x, x * 2));
        yield return ("in place: add, sub, mul", s, x => x.clone().add_(Other(2, 3)).sub_(x).mul_(x).add_(1).sub_(x).mul_(2));
        yield return ("in place: add with alpha, copy", s, x => zeros([2, 3], float64).copy_(x).add_(x, 0.25));
    }

    private static IEnumerable<(string Name, long[] Shape, Func<Tensor, Tensor> Apply)> Pointwise()
    {
        long[] s = [5];
        yield return ("abs", s, x => x.abs());
        yield return ("sign", s, x => x.sign() * x);
        yield return ("sqrt", s, x => Positive(x).sqrt());
        yield return ("exp", s, x => x.exp());
        yield return ("log", s, x => Positive(x).log());
        yield return ("log1p", s, x => Positive(x).log1p());
        yield return ("square", s, x => x.square());
        yield return ("sin", s, x => x.sin());
        yield return ("cos", s, x => x.cos());
        yield return ("tanh", s, x => x.tanh());
        yield return ("atanh", s, x => (x * 0.9).atanh());
        yield return ("sigmoid", s, x => x.sigmoid());
        yield return ("relu", s, x => x.relu());
        yield return ("functional relu", s, x => F.relu(x));
        yield return ("functional relu in place", s, x => F.relu(x * 1, true));
        yield return ("leaky_relu", s, x => F.leaky_relu(x, 0.2));
        yield return ("leaky_relu in place", s, x => F.leaky_relu(x * 1, 0.2, true));
        yield return ("floor, round", s, x => (x.floor() + x.round()) * x);
        yield return ("clamp", s, x => x.clamp(-0.3, 0.4));
        yield return ("clamp, one side", s, x => x.clamp(-0.3));
        yield return ("clamp by tensors", s, x => x.clamp(Other(5) - 0.2, Other(5) + 0.2));
        yield return ("clamp in place", s, x => (x * 1).clamp_(-0.3, 0.4));
        yield return ("softmax", [2, 3], x => x.softmax(1));
        yield return ("log_softmax", [2, 3], x => x.log_softmax(0));
        yield return ("functional softmax", [2, 3], x => F.softmax(x, 1));
        yield return ("functional log_softmax", [2, 3], x => F.log_softmax(x, 1));
    }

    private static IEnumerable<(string Name, long[] Shape, Func<Tensor, Tensor> Apply)> Reductions()
    {
        long[] s = [2, 3, 2];
        yield return ("sum", s, x => x.sum());
        yield return ("sum over one", s, x => x.sum(1));
        yield return ("sum over two", s, x => x.sum([0, 2], true));
        yield return ("mean", s, x => x.mean());
        yield return ("mean over two", s, x => x.mean([0, 2]));
        yield return ("max", s, x => x.max());
        yield return ("min", s, x => x.min());
        yield return ("max over one", s, x => x.max(1).Item1);
        yield return ("min over one", s, x => x.min(2, true).Item1);
        yield return ("amax", s, x => x.amax([1, 2]));
        yield return ("amin", s, x => x.amin([0], true));
        yield return ("topk", s, x => x.topk(2, 1).Item1);
        yield return ("cumsum", s, x => x.cumsum(1));
        yield return ("logsumexp", s, x => x.logsumexp(1));
    }

    private static IEnumerable<(string Name, long[] Shape, Func<Tensor, Tensor> Apply)> Shapes()
    {
        long[] s = [2, 3, 2];
        yield return ("reshape", s, x => x.reshape(3, -1));
        yield return ("view", s, x => x.view(4, 3));
        yield return ("flatten", s, x => x.flatten(1));
        yield return ("permute", s, x => x.permute(2, 0, 1));
        yield return ("transpose", s, x => x.transpose(0, 2));
        yield return ("t", [2, 3], x => x.t());
        yield return ("unsqueeze, squeeze", s, x => x.unsqueeze(1).squeeze(1).unsqueeze(0).squeeze());
        yield return ("expand", [3, 1], x => x.expand(3, 4));
        yield return ("repeat", [2, 2], x => x.repeat(2, 3));
        yield return ("repeat_interleave", [2, 2], x => x.repeat_interleave(3, 1));
        yield return ("contiguous", s, x => x.transpose(0, 1).contiguous());
        yield return ("clone", s, x => x.clone());
        yield return ("alias", s, x => x.alias());
        yield return ("flip", s, x => x.flip(0, 2));
        yield return ("split", s, x => x.split(2, 1)[0]);
        yield return ("cat", s, x => cat([x, Other(2, 1, 2), x], 1));
        yield return ("stack", s, x => stack([x, x * 2], -1));
        yield return ("to", s, x => x.to(ScalarType.Float64).to(CPU).to(DeviceType.CPU).to(ScalarType.Float64, CPU, true).cpu()
            .to_type(ScalarType.Float64, true));
    }

    private static IEnumerable<(string Name, long[] Shape, Func<Tensor, Tensor> Apply)> Selections()
    {
        long[] s = [3, 4];
        yield return ("narrow", s, x => x.narrow(1, 1, 2));
        yield return ("select", s, x => x.select(0, -1));
        yield return ("slice", s, x => x.slice(1, 0, 4, 3));
        yield return ("index_select", s, x => x.index_select(1, Sample.Classes(3, 0, 3)));
        yield return ("gather", s, x => x.gather(1, Sample.Classes(1, 3, 0).unsqueeze(1)));
        yield return ("scatter", s, x => x.scatter(1, Sample.Classes(1, 3, 0).unsqueeze(1), x.narrow(1, 0, 1) * 2));
        yield return ("index_copy in place", s, x => (x * 1).index_copy_(0, Sample.Classes(2, 0), x.narrow(0, 1, 2)));
        yield return ("masked_fill", s, x => x.masked_fill(Other(3, 4).gt(0), 0.5));
        yield return ("index: number and slice", s, x => x[1, 1..3]);
        yield return ("index: tensor", s, x => x[Sample.Classes(2, 2, 0)]);
        yield return ("index: mask", s, x => x[Other(3, 4).gt(0)]);
    }

    private static IEnumerable<(string Name, long[] Shape, Func<Tensor, Tensor> Apply)> Products()
    {
        yield return ("matmul", [2, 3, 4], x => x.matmul(Other(4, 2)));
        yield return ("matmul, right", [4, 2], x => Other(2, 3, 4).matmul(x));
        yield return ("linear, input", [2, 4], x => F.linear(x, Other(3, 4), Other(3)));
        yield return ("linear, weight", [3, 4], w => F.linear(Other(2, 4), w));
        yield return ("linear, bias", [3], b => F.linear(Other(2, 4), Other(3, 4), b));
    }

    private static IEnumerable<(string Name, long[] Shape, Func<Tensor, Tensor> Apply)> Layers()
    {
        yield return ("conv2d, input", [1, 2, 4, 4], x => F.conv2d(x, Other(3, 2, 3, 3), Other(3)));
        yield return ("conv2d, stride, padding and dilation", [1, 2, 5, 5], x =>
            F.conv2d(x, Other(2, 2, 2, 2), null, [2, 2], [1, 1], [2, 2]));
        yield return ("conv2d, weight", [4, 1, 2, 2], w => F.conv2d(Other(2, 2, 3, 3), w, null, null, null, null, 2));
        yield return ("conv2d, bias", [3], b => F.conv2d(Other(1, 2, 3, 3), Other(3, 2, 2, 2), b));
        yield return ("conv_transpose2d, input", [1, 2, 2, 2], x =>
            F.conv_transpose2d(x, Other(2, 3, 3, 3), Other(3), [2, 2], [1, 1], [1, 1]));
        yield return ("conv_transpose2d, weight", [2, 1, 2, 2], w =>
            F.conv_transpose2d(Other(1, 2, 2, 2), w, null, null, null, null, [2, 2]));
        yield return ("avg_pool2d", [1, 1, 4, 4], x => F.avg_pool2d(x, [2, 2], [2, 2]));
        yield return ("avg_pool2d, padding not counted", [1, 1, 3, 3], x =>
            F.avg_pool2d(x, [2, 2], [1, 1], [1, 1], false, false));
        yield return ("max_pool2d", [1, 1, 4, 4], x => F.max_pool2d(x, [2, 2], [2, 2]));
        yield return ("max_pool2d, overlapping", [1, 1, 4, 4], x => F.max_pool2d(x, [3, 3], [1, 1], [1, 1]));
        yield return ("adaptive_avg_pool2d", [1, 2, 3, 3], x => F.adaptive_avg_pool2d(x, [1, 1]));
        yield return ("batch_norm, input", [3, 2, 2, 2], x => F.batch_norm(x, Other(2), Positive(Other(2)), Other(2), Other(2)));
        yield return ("batch_norm, batch statistics", [3, 2, 2, 2], x =>
            F.batch_norm(x, zeros(2, float64), ones(2, float64), Other(2), Other(2), true));
        yield return ("batch_norm, weight", [2], w => F.batch_norm(Other(3, 2, 2, 2), Other(2), Positive(Other(2)), w, w));
        yield return ("pad", [1, 1, 2, 2], x => F.pad(x, [1, 2, 0, 1], PaddingModes.Constant, 0.5));
    }

    private static IEnumerable<(string Name, long[] Shape, Func<Tensor, Tensor> Apply)> Losses()
    {
        yield return ("cross_entropy", [2, 3], x => F.cross_entropy(x, Sample.Classes(2, 0)));
        yield return ("cross_entropy, summed", [2, 3], x => F.cross_entropy(x, Sample.Classes(2, 0), null, -100,
            nn.Reduction.Sum));
        yield return ("cross_entropy, weighted and smoothed", [2, 3],
            x => F.cross_entropy(x, Sample.Classes(2, 0), Positive(Other(3)), -100, nn.Reduction.None, 0.1));
        yield return ("mse_loss", [2, 3], x => F.mse_loss(x, Other(2, 3)));
    }
}
