namespace Audit.Bounds;

/// <summary>How a region of inputs is bounded.</summary>
public enum BoundMethod
{
    /// <summary>Intervals (Gowal et al. 2018).</summary>
    Ibp,

    /// <summary>Backward bounds whose lines below and above open ReLUs are parallel, between the layers too (Weng et al.
    /// 2018).</summary>
    FastLin,

    /// <summary>One backward pass from the margins, with intervals between the layers (Zhang et al. 2020).</summary>
    CrownIbp,

    /// <summary>Backward bounds between the layers too (Zhang et al. 2018).</summary>
    Crown,

    /// <summary>The same, with slopes optimised in the last pass (Xu et al. 2021).</summary>
    AlphaCrown,

    /// <summary>Branch and bound until every part of the region is decided (Wang et al. 2021; <see
    /// cref="Complete.CompleteVerifier"/>).</summary>
    Complete,
}

/// <summary>Names as users type them and records store them.</summary>
public static class BoundMethods
{
    /// <summary>ibp, fast-lin, crown-ibp, crown, alpha-crown.</summary>
    public static string Name(this BoundMethod method) => method switch
    {
        BoundMethod.Ibp => "ibp",
        BoundMethod.FastLin => "fast-lin",
        BoundMethod.CrownIbp => "crown-ibp",
        BoundMethod.Crown => "crown",
        BoundMethod.Complete => "complete",
        _ => "alpha-crown",
    };
}
