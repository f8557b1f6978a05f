using Audit.Inputs;
using Audit.Networks.Graphs;

namespace Audit.Networks.Architectures;

/// <summary>Channel statistics that images are normalised with, inside the network.</summary>
public sealed record Normalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Std);

/// <summary>Everything that determines a network but its weights.</summary>
/// <param name="Name">A name out of <see cref="Architecture.Names"/>, or a chain of layers as text (<see cref="Chain"/>).</param>
/// <param name="Input">Shape of one image.</param>
/// <param name="Classes">Number of logits.</param>
/// <param name="Normalization">What comes first, or null.</param>
public sealed record ArchitectureSpec(string Name, ImageShape Input, int Classes, Normalization? Normalization);

/// <summary>The networks known by name, and chains of layers given as text.</summary>
public static class Architecture
{
    private delegate int Body(GraphBuilder b, int x, ImageShape input, int classes);

    private static readonly ImageShape Mnist = new(1, 28, 28), Cifar = new(3, 32, 32), ImageNet = new(3, 224, 224);

    private static readonly int[] Blocks18 = [2, 2, 2, 2], Blocks34 = [3, 4, 6, 3];

    private static readonly SortedDictionary<string, (ImageShape Usual, Body Build)> Known = new(StringComparer.Ordinal)
    {
        ["lenet"] = (Mnist, LeNet.Build),
        ["cnn-small"] = (Cifar, CnnSmall.Build),
        ["cifar-resnet20"] = (Cifar, CifarDepth(20)),
        ["cifar-resnet32"] = (Cifar, CifarDepth(32)),
        ["cifar-resnet44"] = (Cifar, CifarDepth(44)),
        ["cifar-resnet56"] = (Cifar, CifarDepth(56)),
        ["cifar-resnet110"] = (Cifar, CifarDepth(110)),
        ["cifar-resnet20-a"] = (Cifar, OptionA(20)),
        ["cifar-resnet32-a"] = (Cifar, OptionA(32)),
        ["cifar-resnet44-a"] = (Cifar, OptionA(44)),
        ["cifar-resnet56-a"] = (Cifar, OptionA(56)),
        ["cifar-resnet110-a"] = (Cifar, OptionA(110)),
        ["cifar-resnet18"] = (Cifar, (b, x, input, classes) => ResNet.Cifar(b, x, input, classes, Blocks18, bottleneck: false)),
        ["preact-resnet18"] = (Cifar, PreActResNet.Build),
        ["wideresnet28-10"] = (Cifar, (b, x, input, classes) => WideResNet.Build(b, x, input, classes, 28, 10)),
        ["wideresnet34-10"] = (Cifar, (b, x, input, classes) => WideResNet.Build(b, x, input, classes, 34, 10)),
        ["resnet18"] = (ImageNet, (b, x, input, classes) => ResNet.ImageNet(b, x, input, classes, Blocks18, bottleneck: false)),
        ["resnet34"] = (ImageNet, (b, x, input, classes) => ResNet.ImageNet(b, x, input, classes, Blocks34, bottleneck: false)),
        ["resnet50"] = (ImageNet, (b, x, input, classes) => ResNet.ImageNet(b, x, input, classes, Blocks34, bottleneck: true)),
        ["vgg11"] = (ImageNet, (b, x, input, classes) => Vgg.ImageNet(b, x, input, classes, Vgg.Eleven, batchNorm: false)),
        ["vgg11-bn"] = (ImageNet, (b, x, input, classes) => Vgg.ImageNet(b, x, input, classes, Vgg.Eleven, batchNorm: true)),
        ["vgg16"] = (ImageNet, (b, x, input, classes) => Vgg.ImageNet(b, x, input, classes, Vgg.Sixteen, batchNorm: false)),
        ["vgg16-bn"] = (ImageNet, (b, x, input, classes) => Vgg.ImageNet(b, x, input, classes, Vgg.Sixteen, batchNorm: true)),
        ["cifar-vgg11"] = (Cifar, (b, x, input, classes) => Vgg.Cifar(b, x, input, classes, Vgg.Eleven)),
        ["cifar-vgg16"] = (Cifar, (b, x, input, classes) => Vgg.Cifar(b, x, input, classes, Vgg.Sixteen)),
    };

    /// <summary>All names, those of known chains included.</summary>
    public static IEnumerable<string> Names => Known.Keys.Concat(KnownChains.All.Keys);

    /// <summary>Names of the networks that are no chains, with the image shape that they are usually given.</summary>
    public static IEnumerable<(string Name, ImageShape Usual)> Networks => Known.Select(k => (k.Key, k.Value.Usual));

    /// <summary>The chain that a name or a text stands for; null where it is the name of another network.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static Chain? ChainOf(string name)
    {
        if (Known.ContainsKey(name))
            return null;
        if (KnownChains.All.TryGetValue(name, out string? text))
            return ChainParser.Parse(text);
        return name.AsSpan().ContainsAny(' ', ';') ? ChainParser.Parse(name)
            : throw new UsageException($"expected an architecture out of {string.Join(", ", Names)}, or a chain such as "
                + $"\"conv 16 4x4 s2 p1; relu; flatten; fc 10\", got '{name}'");
    }

    /// <summary>Builds a network with tensors from the given source.</summary>
    /// <exception cref="UsageException">The name is unknown, or the input shape or the classes do not suit it.</exception>
    public static Graph Build(ArchitectureSpec spec, IParameterSource parameters)
    {
        var chain = ChainOf(spec.Name);
        var b = new GraphBuilder(spec.Input, parameters);
        int x = b.Input;
        if (spec.Normalization is { } n)
            x = b.Normalize(x, n.Mean, n.Std);
        if (chain is not null)
            chain.Build(b, x, spec.Input, spec.Classes);
        else
            Known[spec.Name].Build(b, x, spec.Input, spec.Classes);
        return b.Build(spec.Classes);
    }

    private static Body CifarDepth(int depth) => (b, x, input, classes) =>
        input is { Height: 32, Width: 32 }
            ? CifarResNet.Build(b, x, depth, input.Channels, classes)
            : throw new UsageException($"cifar-resnet{depth} takes 32x32 images, got {input}");

    private static Body OptionA(int depth) => (b, x, input, classes) => OptionAResNet.Build(b, x, input, classes, depth);
}
