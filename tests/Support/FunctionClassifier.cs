using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests;

/// <summary>A classifier given by a function, for tests that know its smoothed version in closed form.</summary>
internal sealed class FunctionClassifier(ImageShape shape, int classes, Func<Tensor, Tensor> logits) : IClassifier
{
    public ImageShape InputShape => shape;

    public int Classes => classes;

    public Device Device => CPU;

    public Tensor Logits(Tensor x, Draws draws = default) => logits(x);

    /// <summary>Class 1 exactly where w.x > b: smoothed, its certified radius is the distance to the plane.</summary>
    public static FunctionClassifier HalfSpace(float[] w, float b)
    {
        var weight = tensor(w, [w.Length]).DetachFromDisposeScope();
        return new FunctionClassifier(new ImageShape(1, 1, w.Length), 2, x =>
        {
            var score = x.reshape(-1, w.Length).matmul(weight) - b;
            return stack([-score, score], 1);
        });
    }
}
