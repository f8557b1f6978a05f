using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>A network behind a change of its input.</summary>
internal sealed class InputClassifier(InputDefence defence, IClassifier inner, Rng source, bool surrogate) : IClassifier
{
    public ImageShape InputShape { get; } = defence.Outer(inner.InputShape);

    public int Classes => inner.Classes;

    public Device Device => inner.Device;

    public bool IsRandom => defence.IsRandom || inner.IsRandom;

    public Tensor Logits(Tensor x, Draws draws = default)
    {
        using var scope = NewDisposeScope();
        var named = IsRandom ? draws.Or(source, x) : draws;
        var seen = defence.Seen(x, inner.InputShape, named.Derive(defence.Name), surrogate);
        return inner.Logits(seen, named.Derive("inner")).MoveToOuterDisposeScope();
    }
}
