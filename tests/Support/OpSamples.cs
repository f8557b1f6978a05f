using Audit.Networks.Graphs;
using Audit.Tests.Import.Onnx;
using static TorchSharp.torch;

namespace Audit.Tests;

/// <summary>One small network for each op: what tests of an op in every reading are generated from. A new op is a new line
/// here.</summary>
internal static class OpSamples
{
    private static readonly Dictionary<string, Action<Sample>> Known = new(StringComparer.Ordinal)
    {
        ["Normalize"] = s => s.Then(new Normalize(tensor([0.5, 0.4]), tensor([0.25, 0.3]))),
        ["Conv2d"] = s => s.Then(new Conv2d(s.Numbers(4, 1, 3, 3), s.Numbers(4), [1, 2], [1, 0], [1, 1], 2)),
        ["ConvTranspose2d"] = s => s.Then(new ConvTranspose2d(s.Numbers(2, 3, 2, 2), s.Numbers(3), [2, 1], [0, 1], [1, 0], [1, 1],
            1)),
        ["Linear"] = s => s.Then(new Flatten(), new Linear(s.Numbers(5, 40), s.Numbers(5))),
        ["BatchNorm"] = s => s.Then(new BatchNorm(s.Numbers(2), s.Numbers(2), s.Numbers(2), tensor([0.25, 2.25]), 0)),
        ["Scale"] = s => s.Then(new Scale(s.Numbers(2, 1, 5))),
        ["Shift"] = s => s.Then(new Shift(s.Numbers(2, 4, 1))),
        ["Divide"] = s => s.Then(new Divide(s.Numbers(2, 1, 5))),
        ["Add"] = s => s.Branch(new Add()),
        ["Multiply"] = s => s.Branch(new Multiply()),
        ["Concat"] = s => s.Branch(new Concat(2)),
        ["Mean"] = s => s.Then(new Mean([1, 3], KeepDimensions: false)),
        ["Relu"] = s => s.Then(new Shift(tensor([-0.5])), new Relu()),
        ["LeakyRelu"] = s => s.Then(new Shift(tensor([-0.5])), new LeakyRelu(0.3)),
        ["Sigmoid"] = s => s.Then(new Shift(tensor([-0.5])), new Sigmoid()),
        ["Tanh"] = s => s.Then(new Shift(tensor([-0.5])), new Tanh()),
        ["Elu"] = s => s.Then(new Shift(tensor([-0.5])), new Elu(0.75)),
        // Jumps lie between the sampled numbers: differences see none.
        ["Floor"] = s => s.Then(new Scale(tensor([3.0])), new Floor()),
        ["Ceil"] = s => s.Then(new Scale(tensor([3.0])), new Ceil()),
        ["Round"] = s => s.Then(new Scale(tensor([7.0])), new Round()),
        ["Sign"] = s => s.Then(new Shift(tensor([-0.5])), new Sign()),
        ["Step"] = s => s.Then(new Shift(tensor([-0.5])), new Step(AtZero: true)),
        ["Where"] = s => s.Choice(),
        ["Squared"] = s => s.Then(new Shift(tensor([-0.5])), new Squared()),
        ["Clip"] = s => s.Then(new Clip(0.3, 0.7)),
        ["Reciprocal"] = s => s.Then(new Shift(tensor([0.5])), new Reciprocal()),
        ["Softmax"] = s => s.Then(new Softmax(2)),
        ["LogSoftmax"] = s => s.Then(new LogSoftmax(1)),
        ["AvgPool2d"] = s => s.Then(new AvgPool2d([3, 2], [1, 2], [1, 1], CountIncludePad: false)),
        ["MaxPool2d"] = s => s.Then(new MaxPool2d([2, 2], [2, 1], [1, 0])),
        ["GlobalAvgPool"] = s => s.Then(new GlobalAvgPool()),
        ["Flatten"] = s => s.Then(new Flatten()),
        ["Reshape"] = s => s.Then(new Reshape([5, 8])),
        ["Permute"] = s => s.Then(new Permute([0, 3, 1, 2])),
        ["Pad"] = s => s.Then(new Pad([0, 1, 0], [1, 0, 2], 0.25)),
        ["Slice"] = s => s.Then(new Slice([0, 1, 0], [2, 4, 5], [1, 2, 2])),
        ["UpsampleNearest"] = s => s.Then(new UpsampleNearest([2, 3])),
    };

    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>Input 2x4x5, the op, and a linear layer to 3 classes; float64.</summary>
    /// <param name="name">Name of the op.</param>
    /// <param name="wild">Weights between 2^-20 and 2^20, so that sums cancel.</param>
    /// <param name="seed">Another network of the same ops.</param>
    public static Graph Of(string name, bool wild = false, int seed = 0)
    {
        var sample = new Sample(wild, seed);
        Known[name](sample);
        return sample.Done();
    }

    internal sealed class Sample(bool wild, int seed)
    {
        private static readonly ImageShape Input = new(2, 4, 5);
        private readonly List<Node> nodes = [new("input", new Input(), [])];
        private int drawn;

        public Tensor Numbers(params long[] shape)
        {
            long count = shape.Aggregate(1L, (a, b) => a * b);
            float[] numbers = Loops.Numbers(count, ++drawn + 100 * seed), sizes = Loops.Numbers(count, drawn + 100 * seed + 50);
            return tensor([.. numbers.Select((v, k) => wild ? v * Math.Pow(2, Math.Round(20 * sizes[k])) : v)], shape);
        }

        public void Then(params Op[] ops)
        {
            foreach (var op in ops)
                nodes.Add(new Node($"n{nodes.Count}", op, [nodes.Count - 1]));
        }

        /// <summary>An op of two branches: the image, and the image scaled.</summary>
        public void Branch(Op op)
        {
            Then(new Scale(Numbers(2, 4, 5)));
            nodes.Add(new Node("join", op, [0, nodes.Count - 1]));
        }

        /// <summary>The image or a multiple of it, as one column of it says.</summary>
        public void Choice()
        {
            Then(new Slice([0, 0, 0], [1, 4, 1], [1, 1, 1]), new Shift(tensor([-0.5])), new Step(AtZero: false));
            int condition = nodes.Count - 1;
            nodes.Add(new Node("other", new Scale(Numbers(2, 4, 5)), [0]));
            nodes.Add(new Node("choice", new Where(), [condition, 0, nodes.Count - 1]));
        }

        public Graph Done()
        {
            var shape = Audit.Networks.Interpreters.Shapes.Run(new Graph(nodes, Input, 1))[^1];
            if (shape.Length > 1)
                Then(new Flatten());
            Then(new Linear(Numbers(3, Sizes.Elements(shape)), Numbers(3)));
            return new Graph(nodes, Input, 3);
        }
    }
}
