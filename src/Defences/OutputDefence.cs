using Audit.Networks;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>A defence that changes what a network says, and never the class that it says: hence its surrogate is to leave it
/// out.</summary>
public abstract record OutputDefence : Defence
{
    /// <summary>Changes logits [N,classes], keeping the place of the largest.</summary>
    public abstract Tensor Apply(Tensor logits);

    /// <inheritdoc/>
    public sealed override string? Surrogate => "the logits behind it";

    /// <inheritdoc/>
    public sealed override IClassifier Around(IClassifier inner, Rng source, bool surrogate) =>
        surrogate ? inner : new OutputClassifier(this, inner);
}
