using Audit.Formats;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>A network with changed logits.</summary>
internal sealed class OutputClassifier(OutputDefence defence, IClassifier inner) : IClassifier
{
    public ImageShape InputShape => inner.InputShape;

    public int Classes => inner.Classes;

    public Device Device => inner.Device;

    public Tensor Logits(Tensor x)
    {
        using var scope = NewDisposeScope();
        return defence.Apply(inner.Logits(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>A network that draws, with changed logits.</summary>
internal sealed class RandomOutputClassifier(OutputDefence defence, IRandomisedClassifier inner) : IRandomisedClassifier
{
    public ImageShape InputShape => inner.InputShape;

    public int Classes => inner.Classes;

    public Device Device => inner.Device;

    public Rng Source => inner.Source;

    public Tensor Logits(Tensor x, Rng rng, NoiseAddress[] draws)
    {
        using var scope = NewDisposeScope();
        return defence.Apply(inner.Logits(x, rng, draws)).MoveToOuterDisposeScope();
    }
}
