using Audit.Networks.Graphs;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Networks.Interpreters;

/// <summary>Evaluates a network, with gradients where they are on: prediction, smoothing, attacks, training.</summary>
public static class Forward
{
    /// <summary>Momentum of the running batch statistics while training (PyTorch's default).</summary>
    private const double BatchNormMomentum = 0.1;

    /// <param name="graph">The network.</param>
    /// <param name="x">Images in pixel units, [N,C,H,W].</param>
    /// <param name="training">Batch norm uses the batch's statistics and updates its running ones in place.</param>
    /// <param name="after">Replaces each node's value, given the node's index, before others read it.</param>
    /// <returns>Logits, [N,classes].</returns>
    /// <exception cref="ArgumentException">x is not a batch of the network's input shape.</exception>
    /// <exception cref="UnsupportedOpException">The network holds an op without a rule here.</exception>
    public static Tensor Run(Graph graph, Tensor x, bool training = false, Func<int, Node, Tensor, Tensor>? after = null)
    {
        CheckInput(graph, x);
        using var scope = NewDisposeScope();
        var values = new Tensor?[graph.Nodes.Count];
        int[] unread = [.. graph.Consumers];
        values[0] = x;
        for (int k = 1; k < graph.Nodes.Count; k++)
        {
            var value = Apply(graph, k, values, training);
            values[k] = after is null ? value : after(k, graph.Nodes[k], value);
            foreach (int i in graph.Nodes[k].Inputs)
            {
                // Autograd keeps what it needs itself; dropping our handle at the last reader keeps memory and caches small.
                if (--unread[i] == 0 && i != 0 && !ReferenceEquals(values[i], values[k]))
                    values[i]!.Dispose();
            }
        }
        return values[^1]!.MoveToOuterDisposeScope();
    }

    /// <summary>The value of one node, given those of its inputs; it may overwrite them.</summary>
    internal static Tensor Apply(Graph graph, int index, Tensor?[] values, bool training)
    {
        var node = graph.Nodes[index];
        return Evaluate(node.Op, [.. node.Inputs.Select(i => values[i]!)], training, MayOverwrite(graph, node.Inputs[0]))
            ?? throw new UnsupportedOpException(nameof(Forward), index, node);
    }

    /// <summary>One op's value; null where it has no rule.</summary>
    /// <param name="inputs">Values of its inputs, in the op's order.</param>
    /// <param name="mayOverwrite">Nobody else reads the first input, and its producer does not need it for a gradient.</param>
    public static Tensor? Evaluate(Op operation, IReadOnlyList<Tensor> inputs, bool training = false, bool mayOverwrite = false)
    {
        var x = inputs[0];
        return operation switch
        {
            Normalize op => (x - op.Mean.reshape(1, -1, 1, 1)) / op.Std.reshape(1, -1, 1, 1),
            Conv2d op => F.conv2d(x, op.Weight, op.Bias, op.Stride, op.Padding, op.Dilation, op.Groups),
            Linear op => F.linear(x, op.Weight, op.Bias),
            BatchNorm op => F.batch_norm(x, op.RunningMean, op.RunningVar, op.Weight, op.Bias, training, BatchNormMomentum, op.Epsilon),
            Relu => F.relu(x, mayOverwrite),
            Add => x + inputs[1],
            AvgPool2d op => F.avg_pool2d(x, op.Kernel, op.Stride, op.Padding, false, op.CountIncludePad),
            MaxPool2d op => F.max_pool2d(x, op.Kernel, op.Stride, op.Padding, op.Dilation ?? [1, 1]),
            GlobalAvgPool => F.adaptive_avg_pool2d(x, [1, 1]),
            Flatten => x.flatten(1),
            Scale op => x * op.Factor,
            Shift op => x + op.Offset,
            Multiply => x * inputs[1],
            Reciprocal => x.reciprocal(),
            LeakyRelu op => F.leaky_relu(x, op.Slope),
            Sigmoid => x.sigmoid(),
            Tanh => x.tanh(),
            Clip op => x.clamp(op.Minimum, op.Maximum),
            Softmax op => x.softmax(op.Axis),
            LogSoftmax op => x.log_softmax(op.Axis),
            Mean op => x.mean(op.Axes, op.KeepDimensions),
            Reshape op => x.reshape([x.shape[0], .. op.Shape]),
            Permute op => x.permute(op.Order),
            Concat op => cat([.. inputs], op.Axis),
            // Torch lists the pairs from the last dimension on.
            Pad op => F.pad(x, [.. op.Before.Zip(op.After).Reverse().SelectMany(p => new[] { p.First, p.Second })], PaddingModes.Constant, op.Value),
            Slice op => Part(x, op),
            UpsampleNearest op => Repeat(x, op.Factors[0], op.Factors[1]),
            ConvTranspose2d op => F.conv_transpose2d(x, op.Weight, op.Bias, op.Stride, op.Padding, op.OutputPadding, op.Dilation, op.Groups),
            _ => null,
        };
    }

    private static Tensor Part(Tensor x, Slice op)
    {
        for (int d = 0; d < op.Start.Length; d++)
            x = x.slice(d + 1, op.Start[d], op.End[d], op.Step[d]);
        return x;
    }

    private static Tensor Repeat(Tensor x, long tall, long wide)
    {
        long[] s = x.shape;
        return x.reshape(s[0], s[1], s[2], 1, s[3], 1).expand(s[0], s[1], s[2], tall, s[3], wide).reshape(s[0], s[1], s[2] * tall, s[3] * wide);
    }

    /// <summary>A value read once, whose producer does not need it for its own gradient, can be overwritten.</summary>
    private static bool MayOverwrite(Graph graph, int index) =>
        graph.Consumers[index] == 1 && graph.Nodes[index].Op is Conv2d or Linear or BatchNorm or Add;

    private static void CheckInput(Graph graph, Tensor x)
    {
        var s = graph.InputShape;
        long[] shape = x.shape;
        if (shape.Length != 4 || shape[1] != s.Channels || shape[2] != s.Height || shape[3] != s.Width)
            throw new ArgumentException($"x must be [N,{s.Channels},{s.Height},{s.Width}], got [{string.Join(',', shape)}]");
    }
}
