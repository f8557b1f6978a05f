using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Tests.Import.Onnx;

/// <summary>A small network that holds every op of the graph.</summary>
internal static class EveryOp
{
    public static Graph Graph()
    {
        using var scope = NewDisposeScope();
        var nodes = new List<Node> { new("input", new Input(), []) };
        int Then(Op op, params int[] inputs)
        {
            nodes.Add(new Node($"n{nodes.Count}", op, inputs.Length > 0 ? inputs : [nodes.Count - 1]));
            foreach (var (_, tensor) in op.Tensors)
                tensor.MoveToOuterDisposeScope();
            return nodes.Count - 1;
        }
        Tensor Numbers(double start, params long[] shape) =>
            tensor(Loops.Numbers(shape.Aggregate((a, b) => a * b), start), shape);

        Then(new Normalize(tensor([0.5f, 0.4f]), tensor([0.2f, 0.3f])));                                   // 2x6x8
        Then(new Conv2d(Numbers(1, 4, 1, 3, 3), Numbers(2, 4), [1, 1], [1, 1], [1, 1], 2));                // 4x6x8
        Then(new BatchNorm(Numbers(3, 4), Numbers(4, 4), Numbers(5, 4), Numbers(6, 4).abs() + 0.5, 1e-3));
        int a = Then(new LeakyRelu(0.1));
        int b = Then(new Sigmoid(), a);
        int c = Then(new Tanh(), a);
        Then(new Add(), b, c);
        int d = Then(new Multiply(), nodes.Count - 1, b);
        Then(new MaxPool2d([3, 3], [1, 1], [1, 1]), d);
        Then(new AvgPool2d([3, 3], [2, 2], [1, 1], false));                                                // 4x3x4
        Then(new ConvTranspose2d(Numbers(7, 4, 3, 2, 2), Numbers(8, 3), [2, 2], [0, 0], [1, 1], [1, 1], 1)); // 3x7x9
        Then(new Slice([0, 1, 0], [3, 7, 9], [1, 2, 3]));                                                  // 3x3x3
        Then(new Pad([1, 0, 1], [0, 1, 0], 0.25));                                                         // 4x4x4
        Then(new UpsampleNearest([2, 1]));                                                                 // 4x8x4
        int e = Then(new Permute([0, 2, 3, 1]));                                                           // 8x4x4
        Then(new Scale(Numbers(9, 4, 1)));
        Then(new Shift(tensor([3f])));
        Then(new Divide(tensor([0.75f])));
        Then(new Squared());
        Then(new Elu(0.5));
        Then(new Clip(0.5, double.PositiveInfinity));
        Then(new Reciprocal());
        int steps = nodes.Count - 1;
        Then(new Scale(tensor([3.7f])));
        Then(new Floor());
        Then(new Scale(tensor([0.6f])));
        Then(new Ceil());
        Then(new Scale(tensor([0.3f])));
        Then(new Round());
        Then(new Sign());
        Then(new Shift(tensor([-0.5f])));
        Then(new Step(AtZero: false));
        Then(new Where(), nodes.Count - 1, steps, e);
        int f = Then(new Relu());
        Then(new Concat(1), e, f);                                                                         // 16x4x4
        int g = nodes.Count - 1;
        Then(new GlobalAvgPool(), g);
        Then(new Reshape([4, 4]));
        int h = Then(new Softmax(2));
        Then(new Mean([2, 3], false), g);                                                                  // 16
        Then(new Reshape([4, 4]));
        Then(new Add(), h, nodes.Count - 1);
        Then(new LogSoftmax(1));
        Then(new Flatten());
        Then(new Linear(Numbers(10, 5, 16), Numbers(11, 5)));
        return new Graph(nodes, new ImageShape(2, 6, 8), 5);
    }
}
