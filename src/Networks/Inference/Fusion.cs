namespace Audit.Networks.Inference;

/// <summary>Where the members of an ensemble are brought together (Dong et al. 2018, arXiv:1710.06081, section 3.4).</summary>
public enum Fusion
{
    /// <summary>Weighted mean of the logits.</summary>
    Logits,

    /// <summary>Weighted mean of the probabilities.</summary>
    Probabilities,

    /// <summary>Weighted mean of the members' losses; predictions are those of the mean probabilities.</summary>
    Loss,
}
