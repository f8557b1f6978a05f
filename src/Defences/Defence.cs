using Audit.Inputs;
using Audit.Networks;
using Audit.Noise;

namespace Audit.Defences;

/// <summary>Something put around a network to make it robust: before it, inside it or behind it. What is defended is a classifier
/// again.</summary>
/// <remarks>
/// Defences are here to be attacked: what an audit says of a defended model must be seen to be right. Gradients are exactly those
/// of somebody who evaluates the code as it stands: zero where pixels are rounded or pass through a codec.
/// </remarks>
public abstract record Defence
{
    /// <summary>The name that the command line uses.</summary>
    public abstract string Name { get; }

    /// <summary>Name and options, in a form that <see cref="DefenceSpec.Parse"/> reads back to an equal defence.</summary>
    public abstract string Text { get; }

    /// <summary>Whether it draws random numbers.</summary>
    public virtual bool IsRandom => false;

    /// <summary>What <see cref="Around"/> puts in its place for the sake of gradients (backward pass differentiable
    /// approximation); null where its own gradients are right.</summary>
    public virtual string? Surrogate => null;

    /// <summary>The defended classifier.</summary>
    /// <param name="inner">What is defended.</param>
    /// <param name="source">Default random source.</param>
    /// <param name="surrogate">Whether gradients are those of the surrogate. The predicted classes are the same either
    /// way.</param>
    /// <exception cref="UsageException">The defence cannot stand around this classifier.</exception>
    public abstract IClassifier Around(IClassifier inner, Rng source, bool surrogate);

    /// <summary>Says what is wrong with the options.</summary>
    public virtual IEnumerable<string> Validate() => [];

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
