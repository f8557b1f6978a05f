using Audit.Defences;
using Audit.Networks;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Defences;

/// <summary>Small networks and images for tests of defences.</summary>
internal static class DefenceSamples
{
    /// <summary>The identity as a network: logits are the pixels, behind a ReLU where asked for.</summary>
    public static GraphClassifier Pixels(ImageShape shape, bool relu = false)
    {
        List<Node> nodes = [new("input", new Input(), [])];
        if (relu)
            nodes.Add(new Node("relu", new Relu(), [0]));
        nodes.Add(new Node("flatten", new Flatten(), [nodes.Count - 1]));
        return new GraphClassifier(new Graph(nodes, shape, shape.Elements));
    }

    /// <summary>A small convolutional network with random weights.</summary>
    public static GraphClassifier Network(ImageShape shape) =>
        new(Architecture.Build(new ArchitectureSpec("cnn-small", shape, 4, null), new Initializer(new Rng(1))));

    /// <summary>Images with all kinds of pixels, [count,C,H,W].</summary>
    public static Tensor Images(ImageShape shape, int count)
    {
        var values = new float[count * shape.Elements];
        UniformNoise.Fill(values, new Rng(5), new NoiseAddress(NoiseStream.Data, 0, 0));
        return tensor(values, shape.Batch(count));
    }

    /// <summary>Addresses of different images and samples.</summary>
    public static NoiseAddress[] Draws(int count) => [.. Enumerable.Range(0, count)
        .Select(k => new NoiseAddress(NoiseStream.Defence, 3 * k, 100 + k))];

    /// <summary>Gradient of the sum of all logits, weighted 1, 2, 3, ... by class.</summary>
    public static Tensor Gradient(IClassifier classifier, Tensor x)
    {
        var leaf = x.detach().clone().requires_grad_();
        var logits = classifier.Logits(leaf);
        return autograd.grad([(logits * arange(1, classifier.Classes + 1, float32)).sum()], [leaf])[0];
    }
}
