using System.Numerics;

namespace Audit.Noise.Lanes;

/// <summary>One or more 32-bit words side by side, one word of each of <see cref="Blocks"/> Philox blocks.</summary>
/// <remarks>Which lane holds which block is the implementation's choice; <see cref="Philox"/> and <see cref="Store"/>
/// agree.</remarks>
internal unsafe interface IWords<TSelf, TReals> : IBitwiseOperators<TSelf, TSelf, TSelf>, IShiftOperators<TSelf, int, TSelf>,
    IAdditionOperators<TSelf, TSelf, TSelf>, ISubtractionOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, IWords<TSelf, TReals>
    where TReals : struct, IReals<TReals>
{
    /// <summary>Blocks computed together.</summary>
    static abstract int Blocks { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Of(uint value);

    /// <summary>Philox4x32-10 of the counters (block + 0, 1, ..., Blocks - 1; c1; c2; c3).</summary>
    static abstract void Philox(ulong key, uint block, uint c1, uint c2, uint c3,
        out TSelf w0, out TSelf w1, out TSelf w2, out TSelf w3);

    /// <summary>The word as a signed number; exact below 2^24 in magnitude, and used only there.</summary>
    static abstract TReals ToReals(TSelf value);

    /// <summary>The float32 whose bits these are.</summary>
    static abstract TReals BitsToReals(TSelf value);

    /// <summary>The bits of a float32.</summary>
    static abstract TSelf RealsToBits(TReals value);

    /// <summary>Lane by lane: <paramref name="zero"/> where the word is 0, else <paramref name="nonzero"/>.</summary>
    static abstract TReals WhereZero(TSelf value, TReals zero, TReals nonzero);

    /// <summary>Writes the four values of each block one after the other, blocks in order.</summary>
    static abstract void Store(float* destination, TReals v0, TReals v1, TReals v2, TReals v3);
}
