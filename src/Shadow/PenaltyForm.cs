namespace Audit.Shadow;

/// <summary>Whose definitions of the penalties of equation (2) are used: the sources disagree.</summary>
public enum PenaltyForm
{
    /// <summary>The authors' code: squared differences in TV, Dissim the L2 norm over pixels of the summed squares.</summary>
    Official,

    /// <summary>The paper's text, as far as it could be established: absolute differences in TV, Dissim the L2 norm of all
    /// squared differences of channels. Recalled, not confirmed in a text at hand.</summary>
    Paper,

    /// <summary>The statwiki summary: Dissim the sum of the L2 norms of the three differences of channels. It gives no formula
    /// for TV and C, which are the authors' code's.</summary>
    Statwiki,
}
