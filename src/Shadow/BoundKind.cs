namespace Audit.Shadow;

/// <summary>The bound that an attack climbs.</summary>
public enum BoundKind
{
    /// <summary>Interval bound propagation.</summary>
    Ibp,

    /// <summary>CROWN's backward pass with interval bounds between the layers, never looser than the intervals.</summary>
    CrownIbp,
}

/// <summary>Names of bounds, as the command line and records have them.</summary>
public static class BoundKinds
{
    /// <summary>ibp or crown-ibp.</summary>
    public static string Name(this BoundKind kind) => kind == BoundKind.Ibp ? "ibp" : "crown-ibp";
}
