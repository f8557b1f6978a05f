using System.Globalization;
using Audit.Bounds;

namespace Audit.Certify;

/// <summary>How a region of inputs is bounded.</summary>
public enum BoundMethod
{
    /// <summary>Intervals (Gowal et al. 2018).</summary>
    Ibp,

    /// <summary>Backward bounds whose lines below and above open ReLUs are parallel, between the layers too (Weng et al. 2018).</summary>
    FastLin,

    /// <summary>One backward pass from the margins, with intervals between the layers (Zhang et al. 2020).</summary>
    CrownIbp,

    /// <summary>Backward bounds between the layers too (Zhang et al. 2018).</summary>
    Crown,

    /// <summary>The same, with slopes optimised in the last pass (Xu et al. 2021).</summary>
    AlphaCrown,
}

/// <summary>The norm that perturbations are measured in.</summary>
public enum BoundNorm
{
    /// <summary>The largest change of a pixel.</summary>
    Linf,

    /// <summary>The Euclidean length of the change.</summary>
    L2,
}

/// <summary>What bounds are computed in.</summary>
public enum BoundArithmetic
{
    /// <summary>As fast as it goes; right up to rounding errors.</summary>
    Float32,

    /// <summary>Rounding errors near 1e-12 instead of 1e-4.</summary>
    Float64,

    /// <summary>float64 with every rounding error enclosed: what is verified holds in real numbers (<see cref="Rounding"/>).</summary>
    Sound,
}

/// <summary>What is asked of bounds.</summary>
public sealed record BoundOptions
{
    public required BoundMethod Method { get; init; }

    public BoundNorm Norm { get; init; } = BoundNorm.Linf;

    /// <summary>Size of the region, pixel units; null to search the largest that is certified.</summary>
    public required double? Epsilon { get; init; }

    /// <summary>Cuts the region to [0,1]: only images that exist count.</summary>
    public bool Clip { get; init; } = true;

    public BoundArithmetic Arithmetic { get; init; } = BoundArithmetic.Float32;

    /// <summary>Slope below open ReLUs; null for the method's own.</summary>
    public LowerSlope? LowerSlope { get; init; }

    /// <summary>Memory for the rows of backward passes, MiB.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>Gradient steps of alpha-crown.</summary>
    public int AlphaSteps { get; init; } = new AlphaOptions().Steps;

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        if (Epsilon is double e && (!(e > 0) || double.IsInfinity(e)))
            yield return string.Create(CultureInfo.InvariantCulture, $"epsilon must be a number above 0 (pixel units of [0,1]), got {e}");
        if (MemoryMiB is < 1 or > 1 << 20)
            yield return $"the memory of bounds must be 1 to {1 << 20} MiB, got {MemoryMiB}";
        if (LowerSlope is not null && Method is BoundMethod.Ibp or BoundMethod.FastLin)
            yield return $"{Method.Name()} has no lower slope to choose";
        foreach (string problem in Alpha.Validate())
            yield return problem;
    }

    internal AlphaOptions Alpha => new() { Steps = AlphaSteps };

    internal CrownOptions Crown => new()
    {
        LowerSlope = Method == BoundMethod.FastLin ? Audit.Bounds.LowerSlope.Parallel : LowerSlope ?? Audit.Bounds.LowerSlope.Adaptive,
        MemoryBytes = (long)MemoryMiB << 20,
    };
}

/// <summary>Names as users type them and records store them.</summary>
public static class BoundNames
{
    /// <summary>ibp, fast-lin, crown-ibp, crown, alpha-crown.</summary>
    public static string Name(this BoundMethod method) => method switch
    {
        BoundMethod.Ibp => "ibp",
        BoundMethod.FastLin => "fast-lin",
        BoundMethod.CrownIbp => "crown-ibp",
        BoundMethod.Crown => "crown",
        _ => "alpha-crown",
    };

    /// <summary>linf, l2.</summary>
    public static string Name(this BoundNorm norm) => norm == BoundNorm.Linf ? "linf" : "l2";

    /// <summary>float32, float64, sound.</summary>
    public static string Name(this BoundArithmetic arithmetic) => arithmetic switch
    {
        BoundArithmetic.Float32 => "float32",
        BoundArithmetic.Float64 => "float64",
        _ => "sound",
    };
}
