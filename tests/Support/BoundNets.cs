using Audit.Networks.Graphs;
using Audit.Tests.Import.Onnx;
using static TorchSharp.torch;

namespace Audit.Tests;

/// <summary>Small networks in float64 with numbers without pattern, for tests of bounds.</summary>
internal static class BoundNets
{
    /// <summary>Every op that both bounds have a rule for, at least once; input 2x6x8, 3 classes.</summary>
    public static Graph EveryRule(double seed = 0) => Build(new ImageShape(2, 6, 8), 3, net =>
    {
        net.Then(new Normalize(tensor([0.5, 0.4]), tensor([0.2, 0.3])));
        // 4x6x8
        net.Then(new Conv2d(net.Numbers(seed + 1, 0.4, 4, 1, 3, 3), net.Numbers(seed + 2, 1, 4), [1, 1], [1, 1], [1, 1], 2));
        net.Then(new BatchNorm(net.Numbers(seed + 3, 1, 4), net.Numbers(seed + 4, 1, 4), net.Numbers(seed + 5, 1, 4),
            net.Numbers(seed + 6, 1, 4).abs() + 0.5, 1e-3));
        int a = net.Then(new Relu());
        int b = net.Then(new LeakyRelu(0.1), a - 1);
        int c = net.Then(new Tanh(), a);
        net.Then(new Add(), b, c);
        // 4x3x8
        net.Then(new MaxPool2d([3, 3], [2, 1], [1, 1]));
        // 4x4x9
        net.Then(new Pad([0, 0, 1], [0, 1, 0], double.NegativeInfinity));
        // 4x2x8
        net.Then(new MaxPool2d([2, 2], [2, 1], [0, 0]));
        // 3x5x7
        net.Then(new ConvTranspose2d(net.Numbers(seed + 7, 0.5, 4, 3, 2, 2), net.Numbers(seed + 8, 1, 3), [2, 1], [0, 1], [1, 0],
            [1, 1], 1));
        net.Then(new Sigmoid());
        // 3x3x8
        net.Then(new AvgPool2d([3, 2], [2, 1], [1, 1], false));
        // 3x2x3
        net.Then(new Slice([0, 1, 0], [3, 3, 8], [1, 1, 3]));
        // 4x3x3
        net.Then(new Pad([1, 0, 0], [0, 1, 0], 0.25));
        // 4x6x3
        net.Then(new UpsampleNearest([2, 1]));
        // 6x3x4
        int e = net.Then(new Permute([0, 2, 3, 1]));
        net.Then(new Scale(net.Numbers(seed + 9, 1, 4)));
        net.Then(new Shift(tensor([-0.2])));
        int f = net.Then(new Relu());
        // 12x3x4
        int g = net.Then(new Concat(1), e, f);
        // 12x1x1
        net.Then(new GlobalAvgPool(), g);
        // repeated
        net.Then(new Add(), net.Last, g);
        // 12
        net.Then(new Mean([2, 3], false));
        net.Then(new Reshape([3, 4]));
        net.Then(new Flatten());
        net.Then(new Linear(net.Numbers(seed + 10, 2, 3, 12), net.Numbers(seed + 11, 0.1, 3)));
    });

    /// <summary>Piecewise linear: convolution with stride, residual sum, average pool, two linear layers; what sound arithmetic
    /// covers.</summary>
    public static Graph Residual(double seed = 0) => Build(new ImageShape(1, 6, 6), 4, net =>
    {
        // 3x3x3
        net.Then(new Conv2d(net.Numbers(seed + 1, 1, 3, 1, 3, 3), net.Numbers(seed + 2, 0.5, 3), [2, 2], [1, 1], [1, 1], 1));
        int a = net.Then(new Relu());
        net.Then(new Conv2d(net.Numbers(seed + 3, 0.7, 3, 3, 3, 3), null, [1, 1], [1, 1], [1, 1], 1));
        net.Then(new Add(), net.Last, a);
        net.Then(new BatchNorm(net.Numbers(seed + 4, 1, 3), net.Numbers(seed + 5, 1, 3), net.Numbers(seed + 6, 1, 3),
            net.Numbers(seed + 7, 1, 3).abs() + 0.5, 1e-5));
        net.Then(new LeakyRelu(0.2));
        net.Then(new AvgPool2d([2, 2], [1, 1], [0, 0]));
        net.Then(new Flatten());
        net.Then(new Linear(net.Numbers(seed + 8, 0.6, 8, 12), net.Numbers(seed + 9, 0.5, 8)));
        net.Then(new Relu());
        net.Then(new Linear(net.Numbers(seed + 10, 1, 4, 8), net.Numbers(seed + 11, 0.5, 4)));
    });

    /// <summary>Linear layers with ReLUs between them.</summary>
    public static Graph Mlp(params (double[,] Weight, double[] Bias)[] layers) =>
        Build(new ImageShape(1, 1, layers[0].Weight.GetLength(1)), layers[^1].Bias.Length, net =>
    {
        net.Then(new Flatten());
        for (int k = 0; k < layers.Length; k++)
        {
            var (w, b) = layers[k];
            net.Then(new Linear(tensor([.. w.Cast<double>()], [w.GetLength(0), w.GetLength(1)]), tensor(b)));
            if (k < layers.Length - 1)
                net.Then(new Relu());
        }
    });

    private static Graph Build(ImageShape shape, int classes, Action<Net> write)
    {
        using var scope = NewDisposeScope();
        var net = new Net();
        write(net);
        return new Graph(net.Nodes, shape, classes);
    }

    internal sealed class Net
    {
        public List<Node> Nodes { get; } = [new("input", new Input(), [])];

        public int Last => Nodes.Count - 1;

        public int Then(Op op, params int[] inputs)
        {
            Nodes.Add(new Node($"n{Nodes.Count}", op, inputs.Length > 0 ? inputs : [Last]));
            foreach (var (_, tensor) in op.Tensors)
                tensor.MoveToOuterDisposeScope();
            return Last;
        }

        public Tensor Numbers(double start, double size, params long[] shape) =>
            tensor(Loops.Numbers(shape.Aggregate((a, b) => a * b), start), shape).to(float64) * size;
    }
}
