using Audit.Formats;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>A network behind a change of its input that draws nothing.</summary>
internal sealed class InputClassifier(InputDefence defence, IClassifier inner, bool surrogate) : IClassifier
{
    public ImageShape InputShape { get; } = defence.Outer(inner.InputShape);

    public int Classes => inner.Classes;

    public Device Device => inner.Device;

    public Tensor Logits(Tensor x)
    {
        using var scope = NewDisposeScope();
        return inner.Logits(defence.Seen(x, inner.InputShape, Draws.None, surrogate)).MoveToOuterDisposeScope();
    }
}

/// <summary>A network behind a change of its input, where one of them draws.</summary>
internal sealed class RandomInputClassifier(InputDefence defence, IClassifier inner, Rng source, bool surrogate) : IRandomisedClassifier
{
    public ImageShape InputShape { get; } = defence.Outer(inner.InputShape);

    public int Classes => inner.Classes;

    public Device Device => inner.Device;

    public Rng Source => source;

    public Tensor Logits(Tensor x, Rng rng, NoiseAddress[] draws)
    {
        using var scope = NewDisposeScope();
        var here = new Draws(rng, draws);
        var seen = defence.Seen(x, inner.InputShape, here.Derive(defence.Name), surrogate);
        return here.Derive("inner").Logits(inner, seen).MoveToOuterDisposeScope();
    }
}
