using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Audit.Noise.Lanes;

/// <summary>16 words in one 512-bit register (AVX-512F).</summary>
/// <remarks>
/// Lane i of 128-bit part p holds block 4 i + p (i within the part), so that a transposition inside the 128-bit parts
/// leaves whole runs of blocks in order and no lane has to cross.
/// </remarks>
internal readonly unsafe struct Words512(Vector512<uint> value) : IWords<Words512, Reals512>
{
    private readonly Vector512<uint> bits = value;

    public static int Blocks => 16;

    public static Words512 Of(uint value) => new(Vector512.Create(value));

    /// <remarks>
    /// The 32x32 -> 64 bit product reads the low half of each 64-bit lane, so even and odd blocks run apart, one word to a 64-bit
    /// lane; what stands in the upper halves is never read and needs no clearing.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Philox(ulong key, uint block, uint c1, uint c2, uint c3,
        out Words512 w0, out Words512 w1, out Words512 w2, out Words512 w3)
    {
        Vector512<ulong> first = Vector512.Create((ulong)block);
        Half(key, first + Vector512.Create(0UL, 8, 1, 9, 2, 10, 3, 11), c1, c2, c3, out var e0, out var e1, out var e2,
            out var e3);
        Half(key, first + Vector512.Create(4UL, 12, 5, 13, 6, 14, 7, 15), c1, c2, c3, out var o0, out var o1, out var o2,
            out var o3);
        w0 = Merge(e0, o0);
        w1 = Merge(e1, o1);
        w2 = Merge(e2, o2);
        w3 = Merge(e3, o3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(ulong key, Vector512<ulong> c0, uint word1, uint word2, uint word3,
        out Vector512<ulong> r0, out Vector512<ulong> r1, out Vector512<ulong> r2, out Vector512<ulong> r3)
    {
        Vector512<ulong> c1 = Vector512.Create((ulong)word1);
        Vector512<ulong> c2 = Vector512.Create((ulong)word2);
        Vector512<ulong> c3 = Vector512.Create((ulong)word3);
        Vector512<uint> multiplier0 = Vector512.Create(Philox4x32.Multiplier0);
        Vector512<uint> multiplier1 = Vector512.Create(Philox4x32.Multiplier1);
        uint key0 = (uint)key;
        uint key1 = (uint)(key >> 32);
        for (int round = 0; round < Philox4x32.Rounds; round++)
        {
            Vector512<ulong> product0 = Avx512F.Multiply(c0.AsUInt32(), multiplier0);
            Vector512<ulong> product1 = Avx512F.Multiply(c2.AsUInt32(), multiplier1);
            c0 = (product1 >>> 32) ^ c1 ^ Vector512.Create((ulong)key0);
            c2 = (product0 >>> 32) ^ c3 ^ Vector512.Create((ulong)key1);
            c1 = product1;
            c3 = product0;
            key0 += Philox4x32.Weyl0;
            key1 += Philox4x32.Weyl1;
        }
        (r0, r1, r2, r3) = (c0, c1, c2, c3);
    }

    private static Words512 Merge(Vector512<ulong> even, Vector512<ulong> odd) =>
        new(((even & Vector512.Create(0xFFFFFFFFUL)) | (odd << 32)).AsUInt32());

    public static Reals512 ToReals(Words512 value) => new(Vector512.ConvertToSingle(value.bits.AsInt32()));

    public static Reals512 BitsToReals(Words512 value) => new(value.bits.AsSingle());

    public static Words512 RealsToBits(Reals512 value) => new(value.Value.AsUInt32());

    public static Reals512 WhereZero(Words512 value, Reals512 zero, Reals512 nonzero) => new(Vector512.ConditionalSelect(
        Vector512.Equals(value.bits, Vector512<uint>.Zero).AsSingle(), zero.Value, nonzero.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Reals512 v0, Reals512 v1, Reals512 v2, Reals512 v3)
    {
        Vector512<double> low01 = Avx512F.UnpackLow(v0.Value, v1.Value).AsDouble();
        Vector512<double> low23 = Avx512F.UnpackLow(v2.Value, v3.Value).AsDouble();
        Vector512<double> high01 = Avx512F.UnpackHigh(v0.Value, v1.Value).AsDouble();
        Vector512<double> high23 = Avx512F.UnpackHigh(v2.Value, v3.Value).AsDouble();
        Avx512F.UnpackLow(low01, low23).AsSingle().Store(destination);
        Avx512F.UnpackHigh(low01, low23).AsSingle().Store(destination + 16);
        Avx512F.UnpackLow(high01, high23).AsSingle().Store(destination + (2 * 16));
        Avx512F.UnpackHigh(high01, high23).AsSingle().Store(destination + (3 * 16));
    }

    public static Words512 operator &(Words512 left, Words512 right) => new(left.bits & right.bits);

    public static Words512 operator |(Words512 left, Words512 right) => new(left.bits | right.bits);

    public static Words512 operator ^(Words512 left, Words512 right) => new(left.bits ^ right.bits);

    public static Words512 operator ~(Words512 value) => new(~value.bits);

    public static Words512 operator +(Words512 left, Words512 right) => new(left.bits + right.bits);

    public static Words512 operator -(Words512 left, Words512 right) => new(left.bits - right.bits);

    public static Words512 operator <<(Words512 value, int count) => new(value.bits << count);

    public static Words512 operator >>(Words512 value, int count) => new((value.bits.AsInt32() >> count).AsUInt32());

    public static Words512 operator >>>(Words512 value, int count) => new(value.bits >>> count);
}
