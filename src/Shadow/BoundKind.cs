namespace Audit.Shadow;

/// <summary>The bound that an attack climbs.</summary>
public enum BoundKind
{
    /// <summary>Interval bound propagation.</summary>
    Ibp,

    /// <summary>CROWN's backward pass with interval bounds between the layers, never looser than the intervals.</summary>
    CrownIbp,
}
