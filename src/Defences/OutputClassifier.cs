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

    public bool IsRandom => inner.IsRandom;

    public Tensor Logits(Tensor x, Draws draws = default)
    {
        using var scope = NewDisposeScope();
        return defence.Apply(inner.Logits(x, draws)).MoveToOuterDisposeScope();
    }
}
