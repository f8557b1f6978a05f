using Audit.Formats;
using Audit.Inputs;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;

namespace Audit.Import;

/// <summary>Deduces a plain chain of convolutions and linear layers from names and shapes, where they determine it.</summary>
/// <remarks>
/// A Sequential's numbers say where layers without weights stand; such a layer between two with weights is taken to be ReLU,
/// before the first linear layer also flatten. Strides and paddings: those of a known chain with the same kernels, else the
/// customary ones, if exactly one choice fits the first linear layer's width.
/// </remarks>
internal static class ChainGuess
{
    private const int MostChoices = 100_000;

    /// <summary>Stride and padding that go with a kernel size by custom.</summary>
    private static readonly Dictionary<int, (int Stride, int Padding)[]> Customary = new()
    {
        [1] = [(1, 0)],
        [2] = [(2, 0)],
        [3] = [(1, 1), (2, 1), (1, 0)],
        [4] = [(2, 1), (4, 0)],
        [5] = [(1, 2), (2, 2), (1, 0)],
        [7] = [(1, 3), (2, 3)],
    };

    /// <summary>The image shape that the first layer's width goes with: MNIST's for one channel or 784 inputs, CIFAR's for three
    /// or 3,072.</summary>
    public static ImageShape? InputOf(NamedWeights weights) =>
        WeightedLayer.Of(weights).FirstOrDefault(l => l.Shape.Length > 1)?.Shape switch
        {
            [_, 1, _, _] or [_, 784] => new ImageShape(1, 28, 28),
            [_, 3, _, _] or [_, 3072] => new ImageShape(3, 32, 32),
            _ => null,
        };

    /// <exception cref="ModelFormatException">The file is no such chain, or more than one fits.</exception>
    public static (Chain Chain, ImageShape Input) Deduce(NamedWeights weights, LoadOptions options)
    {
        var layers = WeightedLayer.Of(weights);
        if (!IsChain(layers))
        {
            throw new ModelFormatException(weights.Path,
                $"no known architecture fits its {weights.Tensors.Count} tensors ({string.Join(", ",
                weights.Tensors.Take(4).Select(t => t.Name))}, ...): "
                + $"give --arch, one of {string.Join(", ", Architecture.Networks.Select(n => n.Name))}, or a chain as text");
        }
        var input = options.Input ?? InputOf(weights)
            ?? throw new ModelFormatException(weights.Path,
            $"the image shape is not in the file (first weight [{string.Join(',', layers[0].Shape)}]): give --input CxHxW");
        var between = Between(weights.Path, layers);
        var geometries = Geometries(layers, input);
        return geometries.Count == 1 ? (Assemble(layers, between, geometries[0]), input)
            : throw new ModelFormatException(weights.Path, geometries.Count == 0
            ? $"no customary strides and paddings lead from {input} to its first linear layer: give --arch as text"
            : $"strides and paddings are not in the file and {geometries.Count} choices fit: choose with --arch, such as "
                + string.Join(" or ", geometries.Take(3).Select(g => $"\"{Assemble(layers, between, g)}\"")));
    }

    /// <summary>Convolutions (square, ungrouped) and norms, then linear layers, each taking what the one before gives.</summary>
    private static bool IsChain(IReadOnlyList<WeightedLayer> layers)
    {
        long? width = null;
        bool linear = false;
        foreach (var layer in layers)
        {
            switch (layer.Shape)
            {
                case [var o, var i, var h, var w] when !linear && h == w && (width is null || width == i):
                    width = o;
                    break;
                case [var c] when layer.IsNorm && !linear && width == c:
                    break;
                case [var o, var i] when !linear || width == i:
                    linear = true;
                    width = o;
                    break;
                default:
                    return false;
            }
        }
        return linear;
    }

    /// <summary>The layers without weights before each layer with weights.</summary>
    private static List<string[]> Between(string path, IReadOnlyList<WeightedLayer> layers)
    {
        var result = new List<string[]>();
        bool numbered = layers.All(l => l.Index is not null);
        for (int k = 0; k < layers.Count; k++)
        {
            bool toLinear = layers[k].Shape.Length == 2 && (k == 0 || layers[k - 1].Shape.Length != 2);
            if (k == 0)
            {
                result.Add(toLinear ? ["flatten"] : []);
                continue;
            }
            int gap = numbered ? layers[k].Index!.Value - layers[k - 1].Index!.Value : layers[k].IsNorm ? 1 : toLinear ? 3 : 2;
            result.Add((gap, toLinear, layers[k].IsNorm) switch
            {
                (1, false, _) => [],
                (2, false, false) => ["relu"],
                (2, true, _) => ["flatten"],
                (3, true, _) => ["relu", "flatten"],
                _ => throw new ModelFormatException(path,
                    $"the layers between {Shown.Name(layers[k - 1].Name)} and {Shown.Name(layers[k].Name)} have no weights, and "
                    + $"which they are "
                    + "is not in the file: give --arch as text"),
            });
        }
        return result;
    }

    private static List<ChainGeometry[]> Geometries(IReadOnlyList<WeightedLayer> layers, ImageShape input)
    {
        var convolutions = layers.Where(l => l.Shape.Length == 4).ToList();
        long features = layers.First(l => l.Shape.Length == 2).Shape[1];
        if (convolutions.Count == 0)
            return features == input.Elements ? [[]] : [];
        if (convolutions[0].Shape[1] != input.Channels)
            return [];
        int[] kernels = [.. convolutions.Select(l => (int)Math.Min(l.Shape[2], int.MaxValue))];
        long channels = convolutions[^1].Shape[0];
        bool Fits(ChainGeometry[] geometry)
        {
            int height = input.Height, width = input.Width;
            foreach (var g in geometry)
                (height, width) = (g.Out(height), g.Out(width));
            return height > 0 && width > 0 && channels * height * width == features;
        }

        var known = KnownChains.All.Values
            .Select(text => ChainParser.Parse(text).Layers.OfType<ChainLayer.Conv>()
            .Select(c => new ChainGeometry(c.Kernel, c.Stride, c.Padding)).ToArray())
            .Where(g => g.Select(c => c.Kernel).SequenceEqual(kernels) && Fits(g))
            .DistinctBy(g => string.Join(';', g)).ToList();
        return known.Count > 0 ? known : [.. Choices(kernels).Take(MostChoices).Where(Fits)];
    }

    private static IEnumerable<ChainGeometry[]> Choices(int[] kernels)
    {
        if (kernels.Any(k => !Customary.ContainsKey(k)))
            return [];
        IEnumerable<ChainGeometry[]> choices = [[]];
        foreach (int kernel in kernels)
            choices = choices.SelectMany(before => Customary[kernel]
                .Select(c => (ChainGeometry[])[.. before, new ChainGeometry(kernel, c.Stride, c.Padding)]));
        return choices;
    }

    private static Chain Assemble(IReadOnlyList<WeightedLayer> layers, List<string[]> between, ChainGeometry[] geometry)
    {
        var result = new List<ChainLayer>();
        int convolution = 0;
        for (int k = 0; k < layers.Count; k++)
        {
            result.AddRange(between[k].Select(word => new ChainLayer.Plain(word)));
            var layer = layers[k];
            result.Add(layer.Shape switch
            {
                [var o, _, _, _] when geometry[convolution++] is var g =>
                    new ChainLayer.Conv((int)o, g.Kernel, g.Stride, g.Padding, layer.HasBias),
                [var o, _] => new ChainLayer.Fc((int)o, layer.HasBias),
                _ => new ChainLayer.Plain("bn"),
            });
        }
        return new Chain(result);
    }
}
