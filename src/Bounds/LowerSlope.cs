namespace Audit.Bounds;

/// <summary>Slope of the line below a ReLU whose sign is open; any in [0,1] is sound, and none is best for all
/// networks.</summary>
public enum LowerSlope
{
    /// <summary>1 where u is above -l, else 0: the smaller area (CROWN, Zhang et al. 2018).</summary>
    Adaptive,

    /// <summary>Always 0: never below the interval bound of the neuron.</summary>
    Zero,

    /// <summary>Always 1.</summary>
    One,

    /// <summary>The slope of the line above, u / (u - l): Fast-Lin (Weng et al. 2018), the dual of Wong and Kolter
    /// 2018.</summary>
    Parallel,
}
