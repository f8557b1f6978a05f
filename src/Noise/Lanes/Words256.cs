using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Audit.Noise.Lanes;

/// <summary>8 words in one 256-bit register (AVX2).</summary>
/// <remarks>
/// Lane i of 128-bit part p holds block 2 i + p (i within the part), so that a transposition inside the 128-bit parts
/// leaves whole runs of blocks in order and no lane has to cross.
/// </remarks>
internal readonly unsafe struct Words256(Vector256<uint> value) : IWords<Words256, Reals256>
{
    private readonly Vector256<uint> bits = value;

    public static int Blocks => 8;

    public static Words256 Of(uint value) => new(Vector256.Create(value));

    /// <remarks>
    /// The 32x32 -> 64 bit product reads the low half of each 64-bit lane, so even and odd blocks run apart, one word to a 64-bit
    /// lane; what stands in the upper halves is never read and needs no clearing.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Philox(ulong key, uint block, uint c1, uint c2, uint c3,
        out Words256 w0, out Words256 w1, out Words256 w2, out Words256 w3)
    {
        Vector256<ulong> first = Vector256.Create((ulong)block);
        Half(key, first + Vector256.Create(0UL, 4, 1, 5), c1, c2, c3, out var e0, out var e1, out var e2, out var e3);
        Half(key, first + Vector256.Create(2UL, 6, 3, 7), c1, c2, c3, out var o0, out var o1, out var o2, out var o3);
        w0 = Merge(e0, o0);
        w1 = Merge(e1, o1);
        w2 = Merge(e2, o2);
        w3 = Merge(e3, o3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(ulong key, Vector256<ulong> c0, uint word1, uint word2, uint word3,
        out Vector256<ulong> r0, out Vector256<ulong> r1, out Vector256<ulong> r2, out Vector256<ulong> r3)
    {
        Vector256<ulong> c1 = Vector256.Create((ulong)word1);
        Vector256<ulong> c2 = Vector256.Create((ulong)word2);
        Vector256<ulong> c3 = Vector256.Create((ulong)word3);
        Vector256<uint> multiplier0 = Vector256.Create(Philox4x32.Multiplier0);
        Vector256<uint> multiplier1 = Vector256.Create(Philox4x32.Multiplier1);
        uint key0 = (uint)key;
        uint key1 = (uint)(key >> 32);
        for (int round = 0; round < Philox4x32.Rounds; round++)
        {
            Vector256<ulong> product0 = Avx2.Multiply(c0.AsUInt32(), multiplier0);
            Vector256<ulong> product1 = Avx2.Multiply(c2.AsUInt32(), multiplier1);
            c0 = (product1 >>> 32) ^ c1 ^ Vector256.Create((ulong)key0);
            c2 = (product0 >>> 32) ^ c3 ^ Vector256.Create((ulong)key1);
            c1 = product1;
            c3 = product0;
            key0 += Philox4x32.Weyl0;
            key1 += Philox4x32.Weyl1;
        }
        (r0, r1, r2, r3) = (c0, c1, c2, c3);
    }

    private static Words256 Merge(Vector256<ulong> even, Vector256<ulong> odd) =>
        new(((even & Vector256.Create(0xFFFFFFFFUL)) | (odd << 32)).AsUInt32());

    public static Reals256 ToReals(Words256 value) => new(Vector256.ConvertToSingle(value.bits.AsInt32()));

    public static Reals256 BitsToReals(Words256 value) => new(value.bits.AsSingle());

    public static Words256 RealsToBits(Reals256 value) => new(value.Value.AsUInt32());

    public static Reals256 WhereZero(Words256 value, Reals256 zero, Reals256 nonzero) => new(Vector256.ConditionalSelect(
        Vector256.Equals(value.bits, Vector256<uint>.Zero).AsSingle(), zero.Value, nonzero.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Reals256 v0, Reals256 v1, Reals256 v2, Reals256 v3)
    {
        Vector256<double> low01 = Avx.UnpackLow(v0.Value, v1.Value).AsDouble();
        Vector256<double> low23 = Avx.UnpackLow(v2.Value, v3.Value).AsDouble();
        Vector256<double> high01 = Avx.UnpackHigh(v0.Value, v1.Value).AsDouble();
        Vector256<double> high23 = Avx.UnpackHigh(v2.Value, v3.Value).AsDouble();
        Avx.UnpackLow(low01, low23).AsSingle().Store(destination);
        Avx.UnpackHigh(low01, low23).AsSingle().Store(destination + 8);
        Avx.UnpackLow(high01, high23).AsSingle().Store(destination + (2 * 8));
        Avx.UnpackHigh(high01, high23).AsSingle().Store(destination + (3 * 8));
    }

    public static Words256 operator &(Words256 left, Words256 right) => new(left.bits & right.bits);

    public static Words256 operator |(Words256 left, Words256 right) => new(left.bits | right.bits);

    public static Words256 operator ^(Words256 left, Words256 right) => new(left.bits ^ right.bits);

    public static Words256 operator ~(Words256 value) => new(~value.bits);

    public static Words256 operator +(Words256 left, Words256 right) => new(left.bits + right.bits);

    public static Words256 operator -(Words256 left, Words256 right) => new(left.bits - right.bits);

    public static Words256 operator <<(Words256 value, int count) => new(value.bits << count);

    public static Words256 operator >>(Words256 value, int count) => new((value.bits.AsInt32() >> count).AsUInt32());

    public static Words256 operator >>>(Words256 value, int count) => new(value.bits >>> count);
}
