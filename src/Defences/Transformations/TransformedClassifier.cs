using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences.Transformations;

/// <summary>A network that sees each picture under a random physical transformation, differentiable in the picture.</summary>
/// <param name="inner">The network.</param>
/// <param name="transforms">What may happen on the way.</param>
/// <param name="source">Default random source.</param>
public sealed class TransformedClassifier(IClassifier inner, PhysicalTransforms transforms, Rng source)
    : RandomClassifier(inner)
{
    /// <summary>Random numbers per draw: rotation, scale, two shifts, brightness, background.</summary>
    private const int Numbers = 6;

    /// <inheritdoc/>
    public override Tensor Logits(Tensor x, Draws draws = default)
    {
        using var scope = NewDisposeScope();
        var named = draws.Or(source, x);
        return Inner.Logits(Seen(x, named), named.Derive("inner")).MoveToOuterDisposeScope();
    }

    /// <summary>The pictures as the network sees them, [N,C,H,W].</summary>
    public Tensor Seen(Tensor x, Draws draws)
    {
        using var scope = NewDisposeScope();
        var own = draws.Derive("transform");
        int count = draws.Addresses.Length;
        var u = tensor([.. Enumerable.Range(0, count).SelectMany(row => own.Uniform(row, Numbers))], [count, Numbers])
            .to(x.device) * 2 - 1;
        Tensor Number(int k) => u.select(1, k).reshape(-1, 1, 1, 1);
        var sampled = Warp.Bilinear(x, Number(0) * (transforms.Rotation * Math.PI / 180), Number(1) * transforms.Scale + 1,
            Number(2) * transforms.Translation, Number(3) * transforms.Translation, (Number(5) + 1) / 2 * transforms.Background);
        return (sampled + Number(4) * transforms.Brightness).clamp(0, 1).MoveToOuterDisposeScope();
    }
}
