using System.Numerics;

namespace Audit.Noise.Lanes;

/// <summary>One or more float32 values side by side. Each operation rounds on its own, as IEEE 754 says: nothing is
/// fused.</summary>
internal interface IReals<TSelf> : IAdditionOperators<TSelf, TSelf, TSelf>, ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>, IDivisionOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, IReals<TSelf>
{
    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Of(float value);

    static abstract TSelf Sqrt(TSelf value);
}
