using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Tells the class and nothing else: 1 for the largest logit, 0 for the others.</summary>
/// <remarks>
/// The thought experiment of hard-label models: no gradient, the same decision boundary. The derivative of the sign is zero
/// wherever it exists, and autograd says so. A tie marks several classes, of which the first is the predicted one, as it was
/// before.
/// </remarks>
public sealed record LabelOnly : OutputDefence
{
    /// <inheritdoc/>
    public override string Name => "label-only";

    /// <inheritdoc/>
    public override string Text => Name;

    /// <inheritdoc/>
    public override Tensor Apply(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return ((logits - logits.amax([1], keepdim: true)).sign() + 1).MoveToOuterDisposeScope();
    }
}
