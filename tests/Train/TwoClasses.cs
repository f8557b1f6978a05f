using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Train;
using static TorchSharp.torch;

namespace Audit.Tests.Train;

/// <summary>Networks with two inputs and two classes on which losses can be worked out by hand; float64.</summary>
internal static class TwoClasses
{
    private static readonly ImageShape Shape = new(1, 1, 2);

    /// <summary>z = W x with W = [[1, -0.5], [-1, 0.5]]: the margin of class 0 is 2 x0 - x1.</summary>
    public static TrainingNetwork Linear() => new(new Graph(
        [new("input", new Input(), []), new("flatten", new Flatten(), [0]),
            new("fc", new Linear(tensor([1.0, -0.5, -1.0, 0.5], [2, 2]), null), [1])], Shape, 2), TrainPrecision.Float32);

    /// <summary>fc 3, tanh, fc 2 with fixed weights: smooth, so that finite differences are slopes everywhere.</summary>
    public static TrainingNetwork Tanh() => Hidden(new Tanh());

    /// <summary>The same with ReLUs.</summary>
    public static TrainingNetwork Relu() => Hidden(new Relu());

    private static TrainingNetwork Hidden(Op activation) => new(new Graph(
        [
            new("input", new Input(), []), new("flatten", new Flatten(), [0]),
            new("fc1", new Linear(tensor([1.2, -0.7, -0.4, 0.9, 0.5, 0.8], [3, 2]), tensor([0.1, -0.2, 0.05])), [1]),
                new("activation", activation, [2]),
            new("fc2", new Linear(tensor([0.9, -1.1, 0.6, -0.8, 0.7, 0.3], [2, 3]), tensor([0.2, -0.1])), [3]),
        ], Shape, 2), TrainPrecision.Float32);

    /// <summary>Images given as pairs of pixels, each with its label.</summary>
    public static TrainingBatch Batch(params (double X0, double X1, long Label)[] images) => new(
        tensor([.. images.SelectMany(i => new[] { i.X0, i.X1 })], [images.Length, 1, 1, 2]),
            tensor([.. images.Select(i => i.Label)]),
        [.. Enumerable.Range(0, images.Length)], 0, new Rng(3));

    /// <summary>log(1 + exp(x)): the cross entropy of two classes at margin -x.</summary>
    public static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

    /// <summary>1 / (1 + exp(-x)): the probability of a class at margin x.</summary>
    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
