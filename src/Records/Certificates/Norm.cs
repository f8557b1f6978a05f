using System.Text.Json.Serialization;
using Audit.Inputs;

namespace Audit.Records.Certificates;

/// <summary>How the size of a perturbation is measured, in pixel units of [0,1] over all pixels and channels.</summary>
public enum Norm
{
    /// <summary>Largest absolute change of a pixel.</summary>
    [JsonStringEnumMemberName("linf")]
    Linf,

    /// <summary>Root of the sum of squares.</summary>
    [JsonStringEnumMemberName("l2")]
    L2,

    /// <summary>Sum of absolute changes.</summary>
    [JsonStringEnumMemberName("l1")]
    L1,
}

/// <summary>Names of norms.</summary>
public static class Norms
{
    /// <summary>linf, l2 or l1: as users type it and records store it.</summary>
    public static string Name(this Norm norm) => norm switch { Norm.Linf => "linf", Norm.L2 => "l2", _ => "l1" };

    /// <summary>L-infinity, L2 or L1: as tables and figures say it.</summary>
    public static string Title(this Norm norm) => norm switch { Norm.Linf => "L-infinity", Norm.L2 => "L2", _ => "L1" };

    /// <summary>The norm of this <see cref="Name"/>.</summary>
    public static Norm Of(string name) => name switch
    {
        "linf" => Norm.Linf,
        "l2" => Norm.L2,
        "l1" => Norm.L1,
        _ => throw new RecordFormatException($"a norm is linf, l2 or l1, got {Shown.Name(name)}"),
    };

    /// <summary>As records of votes have it: absent for L2, which older ones do not name.</summary>
    public static Norm? Written(this Norm norm) => norm == Norm.L2 ? null : norm;
}
