using Audit.Formats;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>A network behind defences that is open about them: what an attack of type BPDA or transfer needs to know.</summary>
public interface IDefendedClassifier : IClassifier
{
    /// <summary>The defences in the order in which an image meets them.</summary>
    IReadOnlyList<Defence> Defences { get; }

    /// <summary>The network without them; null where it takes other images than the defended one.</summary>
    IClassifier? Undefended { get; }

    /// <summary>The same predicted classes under the same draws, with the gradients of the surrogates.</summary>
    IClassifier Surrogate { get; }
}

/// <summary>Puts defences around a network.</summary>
public static class Defended
{
    /// <summary>Whatever the order in which they are given, an image meets those before the network first, then those inside and then those
    /// behind it; several of one place work in the order given.</summary>
    /// <param name="network">What is defended.</param>
    /// <param name="defences">None gives the network itself.</param>
    /// <param name="source">Source of draws that nobody names.</param>
    /// <exception cref="ArgumentException">They cannot stand around this network.</exception>
    public static IClassifier Wrap(IClassifier network, IReadOnlyList<Defence> defences, Rng source)
    {
        if (defences.Count == 0)
            return network;
        var exact = Around(network, defences, source, surrogate: false);
        var surrogate = Around(network, defences, source, surrogate: true);
        var undefended = exact.InputShape == network.InputShape ? network : null;
        return exact is IRandomisedClassifier random
            ? new Randomised(random, surrogate, undefended, defences) : new Fixed(exact, surrogate, undefended, defences);
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

    private sealed class Fixed(IClassifier exact, IClassifier surrogate, IClassifier? undefended, IReadOnlyList<Defence> defences) : IDefendedClassifier
    {
        public ImageShape InputShape => exact.InputShape;

        public int Classes => exact.Classes;

        public Device Device => exact.Device;

        public IReadOnlyList<Defence> Defences => defences;

        public IClassifier? Undefended => undefended;

        public IClassifier Surrogate => surrogate;

        public Tensor Logits(Tensor x) => exact.Logits(x);
    }

    private sealed class Randomised(IRandomisedClassifier exact, IClassifier surrogate, IClassifier? undefended, IReadOnlyList<Defence> defences)
        : IDefendedClassifier, IRandomisedClassifier
    {
        public ImageShape InputShape => exact.InputShape;

        public int Classes => exact.Classes;

        public Device Device => exact.Device;

        public Rng Source => exact.Source;

        public IReadOnlyList<Defence> Defences => defences;

        public IClassifier? Undefended => undefended;

        public IClassifier Surrogate => surrogate;

        public Tensor Logits(Tensor x, Rng rng, NoiseAddress[] draws) => exact.Logits(x, rng, draws);
    }
}
