using Audit.Attacks;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>Small victims and tasks on them.</summary>
internal static class Trial
{
    /// <summary>A task on images with one budget.</summary>
    public static AttackTask Task(IClassifier model, Tensor x, long[] labels, Norm norm, double epsilon,
        OracleOptions? options = null, long[]? targets = null, ulong seed = 5, JudgeOptions? judging = null)
    {
        long[] images = [.. Enumerable.Range(0, labels.Length).Select(k => (long)k)];
        var oracle = new Oracle(model, options ?? new OracleOptions(), images, new Rng(seed).Derive("draws"), judging);
        var aim = new Aim(tensor(labels, [labels.Length]), targets is null ? null : tensor(targets, [targets.Length]));
        return new AttackTask(oracle, x, aim, norm, [.. labels.Select(_ => epsilon)], new Rng(seed));
    }

    /// <summary>Logits W x + b over images of [1,1,d].</summary>
    public static FunctionClassifier Linear(float[,] weight, float[]? bias = null)
    {
        int classes = weight.GetLength(0), inputs = weight.GetLength(1);
        var w = tensor([.. weight.Cast<float>()], [classes, inputs]).DetachFromDisposeScope();
        var b = tensor(bias ?? new float[classes], [classes]).DetachFromDisposeScope();
        return new FunctionClassifier(new ImageShape(1, 1, inputs), classes, x => x.flatten(1).matmul(w.t()) + b);
    }

    /// <summary>A smooth non-linear network with fixed weights over images of [1,4,4], 5 classes.</summary>
    public static FunctionClassifier Curved()
    {
        var first = Normals(1, 16, 12);
        var second = Normals(2, 12, 5);
        return new FunctionClassifier(new ImageShape(1, 4, 4), 5, x => (x - 0.5).flatten(1).matmul(first).tanh().matmul(second));
    }

    /// <summary>Images of [1,4,4] in [0,1].</summary>
    public static Tensor Images(int count, ulong seed = 11)
    {
        var values = new float[count * 16];
        UniformNoise.Fill(values, new Rng(seed), new NoiseAddress(NoiseStream.Data, 0, 0));
        return tensor(values, [count, 1, 4, 4]);
    }

    /// <summary>The classes that a model gives images.</summary>
    public static long[] Labels(IClassifier model, Tensor x) => model.Logits(x).argmax(1).data<long>().ToArray();

    public static float[] Floats(Tensor x) => x.contiguous().data<float>().ToArray();

    private static Tensor Normals(ulong seed, int rows, int columns)
    {
        var values = new float[rows * columns];
        GaussianNoise.Fill(values, new Rng(seed), new NoiseAddress(NoiseStream.Initialisation, 0, 0));
        return tensor(values, [rows, columns]).DetachFromDisposeScope();
    }
}
