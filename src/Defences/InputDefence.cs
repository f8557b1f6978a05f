using Audit.Inputs;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>A defence that changes images before the network sees them.</summary>
public abstract record InputDefence : Defence
{
    /// <summary>Shape of the images that the defended classifier takes.</summary>
    /// <param name="inner">Shape that the network takes.</param>
    public virtual ImageShape Outer(ImageShape inner) => inner;

    /// <summary>Images as the network sees them.</summary>
    /// <param name="x">Images [N,C,H,W] in pixel units.</param>
    /// <param name="inner">Shape that the network takes.</param>
    /// <param name="draws">One draw per image, named where the defence is random.</param>
    public abstract Tensor Apply(Tensor x, ImageShape inner, Draws draws);

    /// <summary>A differentiable function near <see cref="Apply"/>, for its gradient.</summary>
    public virtual Tensor Approximate(Tensor x, ImageShape inner) => x;

    /// <inheritdoc/>
    public sealed override IClassifier Around(IClassifier inner, Rng source, bool surrogate)
    {
        Check(inner.InputShape);
        return new InputClassifier(this, inner, source, surrogate);
    }

    /// <summary>Refuses networks whose input it cannot make.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    private protected virtual void Check(ImageShape inner)
    {
    }

    internal Tensor Seen(Tensor x, ImageShape inner, Draws draws, bool surrogate)
    {
        if (Surrogate is null)
            return Apply(x, inner, draws);
        using var scope = NewDisposeScope();
        Tensor exact;
        using (no_grad())
            exact = Apply(x, inner, draws);
        return (surrogate && is_grad_enabled() ? Gradients.Of(Approximate(x, inner), exact) : Gradients.Zero(exact, x))
            .MoveToOuterDisposeScope();
    }
}
