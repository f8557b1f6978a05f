using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>f(x + noise), one draw per image: what smoothing votes over, and input noise as a defence.</summary>
/// <param name="inner">f; where it draws itself, it draws at the same address from a source of its own.</param>
/// <param name="noise">What is added.</param>
/// <param name="source">Default random source.</param>
public sealed class NoisyClassifier(IClassifier inner, NoiseSampler noise, Rng source)
    : RandomClassifier(inner)
{
    /// <inheritdoc/>
    public override Tensor Logits(Tensor x, Draws draws = default)
    {
        using var scope = NewDisposeScope();
        var named = draws.Or(source, x);
        return Inner.Logits(noise.AddToEach(x, named.Rng, named.Addresses), named.Derive("inner")).MoveToOuterDisposeScope();
    }
}
