using Audit.Formats;
using Audit.Import.Checkpoints;
using Audit.Inputs;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;

namespace Audit.Import;

/// <summary>Finds the network that a state dict belongs to, and builds it.</summary>
internal static class WeightsLoader
{
    /// <summary>Tensors that some training code registers and never computes with.</summary>
    private const string UnusedWideStage = "sub_block1.";

    /// <returns>The network with its normalisation, and the architecture's name or chain.</returns>
    /// <exception cref="ModelFormatException">No architecture fits, or several do.</exception>
    public static (Graph Graph, string Arch) Load(NamedWeights weights, LoadOptions options, List<string> warnings)
    {
        var normalization = Normalization(weights, options, warnings);
        if (options.Arch is { } given)
        {
            if (weights.Arch is { } own && Alias(own) != Alias(given))
                warnings.Add($"--arch {Shown.Text(given)} replaces the architecture that the file names, {Shown.Name(own)}");
            return Build(weights, Alias(given), options, normalization, warnings);
        }
        if (weights.Arch is { } named && IsKnown(Alias(named)))
        {
            try
            {
                return Build(weights, Alias(named), options, normalization, warnings);
            }
            catch (ModelFormatException)
            {
                // The file's own word for it is a hint: other code bases use the same names for other networks.
                warnings.Add($"the file names architecture {Shown.Name(named)}, which its tensors do not fit: it is guessed "
                    + $"from names and shapes");
            }
        }
        return Guess(weights, options, normalization, warnings);
    }

    /// <summary>Names of other code bases: cifar_resnet110 is cifar-resnet110.</summary>
    private static string Alias(string arch) => arch.AsSpan().ContainsAny(' ', ';') ? arch : arch.Replace('_', '-');

    private static bool IsKnown(string arch) => Architecture.Names.Contains(arch, StringComparer.Ordinal);

    private static Normalization? Normalization(NamedWeights weights, LoadOptions options, List<string> warnings)
    {
        if (options.Normalization is { } given)
        {
            if (weights.Stored is not null)
                warnings.Add("the file holds a normalisation of its own, which --mean and --std replace");
            return given;
        }
        if (weights.Stored is { } stored)
            return stored;
        if (LocuslabSmoothing.Normalization(weights) is { } known)
            return known;
        warnings.Add("no normalisation was found: if images were normalised in training, outside the network, give --mean and "
            + "--std");
        return null;
    }

    private static (Graph, string) Build(NamedWeights weights, string arch, LoadOptions options, Normalization? normalization,
        List<string> warnings)
    {
        try
        {
            if (Architecture.ChainOf(arch) is { } chain)
            {
                var input = options.Input ?? ChainGuess.InputOf(weights)
                    ?? throw new ModelFormatException(weights.Path, "the image shape is not in the file: give --input CxHxW");
                return (ChainLoader.Build(weights, chain, input, normalization), arch);
            }
            return (BuildNamed(weights, arch, options, normalization), arch);
        }
        catch (Exception e) when (e is UsageException or ShapeException)
        {
            throw new ModelFormatException(weights.Path, e.Message);
        }
    }

    private static Graph BuildNamed(NamedWeights weights, string arch, LoadOptions options, Normalization? normalization)
    {
        var usual = Architecture.Networks.First(n => n.Name == arch).Usual;
        var first = weights.Tensors.FirstOrDefault(t => t.Tensor.dim() == 4).Tensor;
        var last = weights.Tensors.LastOrDefault(t => t.Tensor.dim() == 2).Tensor;
        if (first is null || last is null)
            throw new ModelFormatException(weights.Path,
                $"{arch} has convolutions and a linear layer, the file has tensors for none");
        var input = options.Input ?? usual with { Channels = checked((int)first.shape[1]) };
        CheckChannels(weights.Path, normalization, input);
        var dict = new StateDict(weights.Path, weights.Tensors.Where(t =>
            !t.Name.StartsWith(UnusedWideStage, StringComparison.Ordinal)));
        var graph = Architecture.Build(new ArchitectureSpec(arch, input, options.Classes ?? checked((int)last.shape[0]),
            normalization), dict);
        dict.ExpectAllUsed();
        return graph;
    }

    private static (Graph, string) Guess(NamedWeights weights, LoadOptions options, Normalization? normalization,
        List<string> warnings)
    {
        var fits = new List<(Graph Graph, string Arch)>();
        foreach (var (name, _) in Architecture.Networks)
        {
            try
            {
                fits.Add((BuildNamed(weights, name, options, normalization), name));
            }
            catch (Exception e) when (e is ModelFormatException or UsageException or ShapeException or OverflowException)
            {
                // It is another network.
            }
        }
        if (fits.Count > 1)
            throw new ModelFormatException(weights.Path,
                $"fits several architectures: choose with --arch out of {string.Join(", ", fits.Select(f => f.Arch))}");
        if (fits.Count == 1)
            return fits[0];
        var chain = ChainGuess.Deduce(weights, options);
        warnings.Add($"the architecture is deduced from names and shapes: {chain.Chain}; strides, paddings and ReLU are not in "
            + $"the file, so check it with --golden or --data");
        try
        {
            return (ChainLoader.Build(weights, chain.Chain, chain.Input, normalization), chain.Chain.ToString());
        }
        catch (Exception e) when (e is UsageException or ShapeException)
        {
            throw new ModelFormatException(weights.Path, e.Message);
        }
    }

    internal static void CheckChannels(string path, Normalization? normalization, ImageShape input)
    {
        if (normalization is { } n && n.Mean.Count != input.Channels)
            throw new ModelFormatException(path,
                $"takes images of {input.Channels} channels, the normalisation has {n.Mean.Count}");
    }
}
