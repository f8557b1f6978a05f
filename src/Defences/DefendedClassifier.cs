using Audit.Inputs;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>A network behind defences that is open about them: what an attack of type BPDA or transfer needs to know.</summary>
public sealed class DefendedClassifier : IClassifier
{
    private readonly IClassifier exact;

    internal DefendedClassifier(IClassifier exact, IClassifier surrogate, IClassifier? undefended,
        IReadOnlyList<Defence> defences) =>
        (this.exact, Surrogate, Undefended, Defences) = (exact, surrogate, undefended, defences);

    /// <summary>The defences in the order in which an image meets them.</summary>
    public IReadOnlyList<Defence> Defences { get; }

    /// <summary>The network without them; null where it takes other images than the defended one.</summary>
    public IClassifier? Undefended { get; }

    /// <summary>The same predicted classes under the same draws, with the gradients of the surrogates.</summary>
    public IClassifier Surrogate { get; }

    /// <inheritdoc/>
    public ImageShape InputShape => exact.InputShape;

    /// <inheritdoc/>
    public int Classes => exact.Classes;

    /// <inheritdoc/>
    public Device Device => exact.Device;

    /// <inheritdoc/>
    public bool IsRandom => exact.IsRandom;

    /// <inheritdoc/>
    public Tensor Logits(Tensor x, Draws draws = default) => exact.Logits(x, draws);
}

/// <summary>Puts defences around a network.</summary>
public static class Defended
{
    /// <summary>Whatever the order in which they are given, an image meets those before the network first, then those inside and
    /// then those behind it; several of one place work in the order given.</summary>
    /// <param name="network">What is defended.</param>
    /// <param name="defences">None gives the network itself.</param>
    /// <param name="source">Default random source.</param>
    /// <exception cref="UsageException">They cannot stand around this network.</exception>
    public static IClassifier Wrap(IClassifier network, IReadOnlyList<Defence> defences, Rng source)
    {
        if (defences.Count == 0)
            return network;
        var exact = Around(network, defences, source, surrogate: false);
        var surrogate = Around(network, defences, source, surrogate: true);
        var undefended = exact.InputShape == network.InputShape ? network : null;
        return new DefendedClassifier(exact, surrogate, undefended, defences);
    }

    private static IClassifier Around(IClassifier network, IReadOnlyList<Defence> defences, Rng source, bool surrogate)
    {
        var inside = defences.Where(d => d is not (InputDefence or OutputDefence or RandomCrops));
        var behind = defences.OfType<OutputDefence>();
        var before = defences.Where(d => d is InputDefence or RandomCrops).Reverse();
        IClassifier classifier = network;
        foreach (var defence in inside.Concat(before).Concat(behind))
            classifier = defence.Around(classifier, source, surrogate);
        return classifier;
    }
}
