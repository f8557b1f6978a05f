using Audit.Formats;
using Audit.Import.Checkpoints;
using Audit.Inputs;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;

namespace Audit.Import;

/// <summary>Builds a chain with the tensors of a file: its layers take the file's, in order, whatever they are called.</summary>
internal static class ChainLoader
{
    /// <exception cref="ModelFormatException">Layers and tensors do not match.</exception>
    /// <exception cref="UsageException">The chain does not suit the image shape.</exception>
    public static Graph Build(NamedWeights weights, Chain chain, ImageShape input, Normalization? normalization)
    {
        string[] stored = [.. WeightedLayer.Of(weights).Select(l => l.Name)];
        int[] layers = [.. chain.Weighted];
        if (stored.Length != layers.Length)
        {
            throw new ModelFormatException(weights.Path,
                $"has tensors for {stored.Length} layers ({string.Join(", ", stored.Take(12))}), "
                + $"architecture '{chain}' has {layers.Length} with weights");
        }
        WeightsLoader.CheckChannels(weights.Path, normalization, input);
        var dict = new StateDict(weights.Path, weights.Tensors);
        var b = new GraphBuilder(input, dict);
        int x = normalization is { } n ? b.Normalize(b.Input, n.Mean, n.Std) : b.Input;
        chain.Build(b, x, input, chain.Classes, layers.Zip(stored).ToDictionary(p => p.First, p => p.Second));
        dict.ExpectAllUsed();
        return b.Build(chain.Classes);
    }
}
