using Audit.Models.Graphs;

namespace Audit.Models.Architectures;

/// <summary>Channel statistics that images are normalised with, inside the network.</summary>
public sealed record Normalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Std);

/// <summary>Everything that determines a network but its weights.</summary>
public sealed record ArchitectureSpec(string Name, ImageShape Input, int Classes, Normalization? Normalization);

/// <summary>The networks known by name.</summary>
public static class Architecture
{
    private delegate int Body(GraphBuilder b, int x, ImageShape input, int classes);

    private static readonly SortedDictionary<string, Body> Known = new(StringComparer.Ordinal)
    {
        ["lenet"] = LeNet.Build,
        ["cnn-small"] = CnnSmall.Build,
        ["cifar-resnet20"] = Cifar(20),
        ["cifar-resnet32"] = Cifar(32),
        ["cifar-resnet44"] = Cifar(44),
        ["cifar-resnet56"] = Cifar(56),
        ["cifar-resnet110"] = Cifar(110),
    };

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>Builds a network with tensors from the given source.</summary>
    /// <exception cref="ArgumentException">The name is unknown, or the input shape does not suit it.</exception>
    public static Graph Build(ArchitectureSpec spec, IParameterSource parameters)
    {
        if (!Known.TryGetValue(spec.Name, out var body))
            throw new ArgumentException($"expected an architecture out of {string.Join(", ", Known.Keys)}, got '{spec.Name}'");
        var b = new GraphBuilder(spec.Input, parameters);
        int x = b.Input;
        if (spec.Normalization is { } n)
            x = b.Normalize(x, n.Mean, n.Std);
        body(b, x, spec.Input, spec.Classes);
        return b.Build(spec.Classes);
    }

    private static Body Cifar(int depth) => (b, x, input, classes) =>
        input is { Height: 32, Width: 32 }
            ? CifarResNet.Build(b, x, depth, input.Channels, classes)
            : throw new ArgumentException($"cifar-resnet{depth} takes 32x32 images, got {input}");
}
