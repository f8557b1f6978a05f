namespace Audit.Attacks;

/// <summary>What an attacker sees of a model, from most to least.</summary>
public enum Access
{
    /// <summary>Everything: weights, and with them gradients (white box).</summary>
    Gradients,

    /// <summary>The logits of chosen images.</summary>
    Logits,

    /// <summary>Their softmax.</summary>
    Probabilities,

    /// <summary>The class alone (hard label).</summary>
    Label,
}
