using Audit.Inputs;
using Audit.Networks.Graphs;

namespace Audit.Networks.Architectures;

/// <summary>A network that is a plain chain of layers.</summary>
public sealed record Chain(IReadOnlyList<ChainLayer> Layers)
{
    /// <summary>Features of the last layer.</summary>
    /// <exception cref="UsageException">The last layer with weights is not linear.</exception>
    public int Classes => Layers.LastOrDefault(l => l.HasParameters) is ChainLayer.Fc last ? last.Features
        : throw new UsageException($"architecture '{this}' must end in an fc layer");

    /// <summary>Layers with weights, as numbers into <see cref="Layers"/>.</summary>
    public IEnumerable<int> Weighted => Enumerable.Range(0, Layers.Count).Where(k => Layers[k].HasParameters);

    /// <summary>Adds the chain.</summary>
    /// <param name="b">Builder.</param>
    /// <param name="x">Normalised input.</param>
    /// <param name="input">Shape of one image.</param>
    /// <param name="classes">Must be <see cref="Classes"/>.</param>
    /// <param name="names">Names of the layers; null for PyTorch's in a Sequential, the layer's number.</param>
    /// <exception cref="UsageException">A layer does not suit what comes before it.</exception>
    public int Build(GraphBuilder b, int x, ImageShape input, int classes, IReadOnlyDictionary<int, string>? names = null)
    {
        if (classes != Classes)
            throw new UsageException($"architecture '{this}' has {Classes} classes, expected {classes}");
        var at = new Position(input, null);
        for (int k = 0; k < Layers.Count; k++)
        {
            string name = names?.GetValueOrDefault(k) ?? $"{k}{(Layers[k].HasParameters ? "" : $".{Layers[k]}".Split(' ')[0])}";
            x = Add(b, x, name, k, ref at);
        }
        return x;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", Layers);

    /// <summary>What flows between two layers: an image, or a number of features.</summary>
    private readonly record struct Position(ImageShape Image, int? Features)
    {
        public override string ToString() => Features is { } f ? $"{f} features" : $"{Image}";
    }

    private int Add(GraphBuilder b, int x, string name, int number, ref Position at)
    {
        var layer = Layers[number];
        var image = at.Image;
        if (at.Features is not null && layer is not (ChainLayer.Fc or ChainLayer.Plain { Word: "relu" or "dropout" }))
            throw new UsageException($"architecture '{this}', layer {number} ({layer}): expected an image before it, got {at}");
        switch (layer)
        {
            case ChainLayer.Conv c:
                at = new Position(Slide(image, c.Kernel, c.Stride, c.Padding, number) with { Channels = c.Channels }, null);
                return b.Conv(name, x, image.Channels, c.Channels, c.Kernel, c.Stride, c.Padding, c.Bias);
            case ChainLayer.Pool p:
                at = new Position(Slide(image, p.Kernel, p.Stride, p.Padding, number), null);
                return b.Add(name, p.Maximum ? new MaxPool2d(Both(p.Kernel), Both(p.Stride), Both(p.Padding))
                    : new AvgPool2d(Both(p.Kernel), Both(p.Stride), Both(p.Padding)), x);
            case ChainLayer.Fc f:
                int from = at.Features
                    ?? throw new UsageException(
                    $"architecture '{this}', layer {number} ({layer}): a flatten must come before it, got {at}");
                at = new Position(image, f.Features);
                return b.Linear(name, x, from, f.Features, f.Bias);
            case ChainLayer.Plain { Word: "relu" }:
                return b.Relu(name, x);
            case ChainLayer.Plain { Word: "bn" }:
                return b.BatchNorm(name, x, image.Channels);
            case ChainLayer.Plain { Word: "flatten" }:
                at = new Position(image, image.Elements);
                return b.Add(name, new Flatten(), x);
            case ChainLayer.Plain { Word: "gap" }:
                at = new Position(new ImageShape(image.Channels, 1, 1), null);
                return b.Add(name, new GlobalAvgPool(), x);
            default:
                return x;
        }
    }

    private ImageShape Slide(ImageShape image, int kernel, int stride, int padding, int number)
    {
        int height = ChainGeometry.Out(image.Height, kernel, stride, padding),
            width = ChainGeometry.Out(image.Width, kernel, stride, padding);
        return height > 0 && width > 0 ? image with { Height = height, Width = width }
            : throw new UsageException($"architecture '{this}', layer {number} ({Layers[number]}): nothing is left of {image}");
    }

    private static long[] Both(int value) => [value, value];
}
