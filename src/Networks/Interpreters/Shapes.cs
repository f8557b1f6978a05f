using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Networks.Interpreters;

/// <summary>The shape, without the batch, of every value of a network. Takes no memory; refuses ops whose inputs do not fit.</summary>
public static class Shapes
{
    /// <returns>One shape per node, in node order.</returns>
    /// <exception cref="ArgumentException">An op's inputs do not fit its tensors or attributes; the message names the node.</exception>
    /// <exception cref="UnsupportedOpException">The network holds an op without a rule here.</exception>
    public static IReadOnlyList<long[]> Run(Graph graph)
    {
        var shapes = new long[graph.Nodes.Count][];
        shapes[0] = [graph.InputShape.Channels, graph.InputShape.Height, graph.InputShape.Width];
        for (int k = 1; k < shapes.Length; k++)
        {
            var node = graph.Nodes[k];
            try
            {
                shapes[k] = Of(node.Op, [.. node.Inputs.Select(i => shapes[i])]) ?? throw new UnsupportedOpException(nameof(Shapes), k, node);
            }
            catch (Exception e) when (e is ArgumentException or OverflowException)
            {
                throw new ArgumentException($"node {k} ({node.Name}): {e.Message}", e);
            }
        }
        return shapes;
    }

    /// <summary>The shape that an op gives, or null where there is no rule for it.</summary>
    /// <param name="op">The op; sizes in its attributes may be anything.</param>
    /// <param name="inputs">Shapes of its inputs, without the batch.</param>
    /// <exception cref="ArgumentException">The inputs do not fit.</exception>
    /// <exception cref="OverflowException">A size is beyond 64 bits.</exception>
    public static long[]? Of(Op op, IReadOnlyList<long[]> inputs)
    {
        long[] x = inputs[0];
        return op switch
        {
            Relu or LeakyRelu or Sigmoid or Tanh or Clip or Reciprocal => x,
            Normalize o => Channels(x, o.Mean, image: true),
            BatchNorm o => Channels(x, o.RunningMean, image: false),
            Conv2d o => Convolved(o, Image(x)),
            ConvTranspose2d o => Transposed(o, Image(x)),
            Linear o => Expect(x.Length == 1 && x[0] == o.Weight.shape[1], x, $"[{o.Weight.shape[1]}]") ? [o.Weight.shape[0]] : x,
            Scale o => Repeated(x, o.Factor.shape),
            Shift o => Repeated(x, o.Offset.shape),
            Add or Multiply => Joined(x, inputs[1]),
            Mean o => Averaged(o, x),
            AvgPool2d o => [Image(x)[0], .. Windows(x, o.Kernel, o.Stride, o.Padding, [1, 1])],
            MaxPool2d o => [Image(x)[0], .. Windows(x, o.Kernel, o.Stride, o.Padding, o.Dilation ?? [1, 1])],
            GlobalAvgPool => [Image(x)[0], 1, 1],
            Softmax o => Expect(o.Axis >= 1 && o.Axis <= x.Length, x, $"an axis {o.Axis}") ? x : x,
            LogSoftmax o => Expect(o.Axis >= 1 && o.Axis <= x.Length, x, $"an axis {o.Axis}") ? x : x,
            Flatten => [Elements(x)],
            Reshape o => Expect(Elements(x) == Elements(o.Shape), x, $"{Elements(o.Shape)} elements") ? o.Shape : x,
            Permute o => Permuted(o, x),
            Concat o => Concatenated(o, inputs),
            Pad o => Expect(o.Before.Length == x.Length, x, $"{o.Before.Length} dimensions")
                ? [.. x.Select((s, d) => checked(s + o.Before[d] + o.After[d]))] : x,
            Slice o => Sliced(o, x),
            UpsampleNearest o => [Image(x)[0], checked(x[1] * o.Factors[0]), checked(x[2] * o.Factors[1])],
            _ => null,
        };
    }

    /// <summary>Numbers of one image's value.</summary>
    /// <exception cref="OverflowException">There are more than 64 bits can count.</exception>
    public static long Elements(IEnumerable<long> shape) => shape.Aggregate(1L, (product, s) => checked(product * s));

    private static bool Expect(bool holds, long[] x, string what) =>
        holds ? true : throw new ArgumentException($"expects {what}, gets [N{string.Concat(x.Select(s => $",{s}"))}]");

    private static long[] Image(long[] x) => Expect(x.Length == 3, x, "images [N,C,H,W]") ? x : x;

    private static long[] Channels(long[] x, Tensor perChannel, bool image) =>
        Expect(x.Length is 3 || (x.Length is 1 && !image), x, image ? "images [N,C,H,W]" : "[N,C] or [N,C,H,W]") && Expect(x[0] == perChannel.numel(), x, $"{perChannel.numel()} channels") ? x : x;

    private static long[] Convolved(Conv2d o, long[] x)
    {
        long[] w = o.Weight.shape;
        Expect(o.Groups >= 1 && w[0] % o.Groups == 0 && x[0] == checked(w[1] * o.Groups), x, $"{w[1]} channels in each of {o.Groups} groups");
        return [w[0], .. Windows(x, w[2..], o.Stride, o.Padding, o.Dilation)];
    }

    private static long[] Windows(long[] x, long[] kernel, long[] stride, long[] padding, long[] dilation)
    {
        long[] sizes = new long[2];
        for (int d = 0; d < 2; d++)
        {
            long free = checked(x[d + 1] + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1);
            Expect(free >= 0, x, $"room for a window of {kernel[0]}x{kernel[1]}");
            sizes[d] = free / stride[d] + 1;
        }
        return sizes;
    }

    private static long[] Transposed(ConvTranspose2d o, long[] x)
    {
        long[] w = o.Weight.shape;
        Expect(o.Groups >= 1 && w[0] % o.Groups == 0 && x[0] == w[0], x, $"{w[0]} channels in {o.Groups} groups");
        long Size(int d) => checked((x[d + 1] - 1) * o.Stride[d] - 2 * o.Padding[d] + o.Dilation[d] * (w[d + 2] - 1) + o.OutputPadding[d] + 1);
        Expect(Size(0) > 0 && Size(1) > 0, x, "a larger image");
        return [checked(w[1] * o.Groups), Size(0), Size(1)];
    }

    private static long[] Repeated(long[] x, long[] constant)
    {
        int missing = x.Length - constant.Length;
        bool fits = missing >= 0 && constant.Select((s, d) => s == 1 || s == x[d + missing]).All(same => same);
        return Expect(fits, x, $"a shape that [{string.Join(',', constant)}] repeats to") ? x : x;
    }

    private static long[] Joined(long[] x, long[] y)
    {
        bool fits = x.Length == y.Length && x.Zip(y).All(p => p.First == p.Second || p.First == 1 || p.Second == 1);
        Expect(fits, x, $"the shape [N{string.Concat(y.Select(s => $",{s}"))}] of the other branch");
        return [.. x.Zip(y, Math.Max)];
    }

    private static long[] Averaged(Mean o, long[] x)
    {
        Expect(o.Axes.All(a => a >= 1 && a <= x.Length), x, $"axes {string.Join(',', o.Axes)}");
        return o.KeepDimensions ? [.. x.Select((s, d) => o.Axes.Contains(d + 1) ? 1 : s)] : [.. x.Where((_, d) => !o.Axes.Contains(d + 1))];
    }

    private static long[] Permuted(Permute o, long[] x)
    {
        Expect(o.Order.Length == x.Length + 1 && o.Order[0] == 0 && o.Order.Order().SequenceEqual(Enumerable.Range(0, x.Length + 1).Select(d => (long)d)),
            x, $"{o.Order.Length} dimensions of which the batch stays first in the order {string.Join(',', o.Order)}");
        return [.. o.Order[1..].Select(d => x[d - 1])];
    }

    private static long[] Concatenated(Concat o, IReadOnlyList<long[]> inputs)
    {
        long[] x = inputs[0];
        int axis = (int)o.Axis - 1;
        Expect(axis >= 0 && axis < x.Length, x, $"an axis {o.Axis}");
        long[] result = [.. x];
        foreach (long[] y in inputs.Skip(1))
        {
            Expect(y.Length == x.Length && y.Select((s, d) => d == axis || s == x[d]).All(same => same), y, $"[{string.Join(',', x)}] but for axis {o.Axis}");
            result[axis] = checked(result[axis] + y[axis]);
        }
        return result;
    }

    private static long[] Sliced(Slice o, long[] x)
    {
        Expect(o.Start.Length == x.Length, x, $"{o.Start.Length} dimensions");
        bool fits = Enumerable.Range(0, x.Length).All(d => o.Start[d] >= 0 && o.Start[d] < o.End[d] && o.End[d] <= x[d] && o.Step[d] >= 1);
        Expect(fits, x, $"the part from {string.Join(',', o.Start)} to {string.Join(',', o.End)}");
        return [.. x.Select((_, d) => (o.End[d] - o.Start[d] - 1) / o.Step[d] + 1)];
    }
}
