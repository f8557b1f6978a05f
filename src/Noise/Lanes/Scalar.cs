namespace Audit.Noise.Lanes;

/// <summary>One float32.</summary>
internal readonly struct Real(float value) : IReals<Real>
{
    public readonly float Value = value;

    public static Real Of(float value) => new(value);

    public static Real Sqrt(Real value) => new(MathF.Sqrt(value.Value));

    public static Real operator +(Real left, Real right) => new(left.Value + right.Value);

    public static Real operator -(Real left, Real right) => new(left.Value - right.Value);

    public static Real operator *(Real left, Real right) => new(left.Value * right.Value);

    public static Real operator /(Real left, Real right) => new(left.Value / right.Value);
}

/// <summary>One word: the reference for the vector forms, and the whole of the machines that have none.</summary>
internal readonly unsafe struct Word(uint value) : IWords<Word, Real>
{
    private readonly uint bits = value;

    public static int Blocks => 1;

    public static Word Of(uint value) => new(value);

    public static void Philox(ulong key, uint block, uint c1, uint c2, uint c3, out Word w0, out Word w1, out Word w2,
        out Word w3)
    {
        (uint a, uint b, uint c, uint d) = Philox4x32.Block(key, block, c1, c2, c3);
        (w0, w1, w2, w3) = (new Word(a), new Word(b), new Word(c), new Word(d));
    }

    public static Real ToReals(Word value) => new((int)value.bits);

    public static Real BitsToReals(Word value) => new(BitConverter.UInt32BitsToSingle(value.bits));

    public static Word RealsToBits(Real value) => new(BitConverter.SingleToUInt32Bits(value.Value));

    public static Real WhereZero(Word value, Real zero, Real nonzero) => value.bits == 0 ? zero : nonzero;

    public static void Store(float* destination, Real v0, Real v1, Real v2, Real v3)
    {
        destination[0] = v0.Value;
        destination[1] = v1.Value;
        destination[2] = v2.Value;
        destination[3] = v3.Value;
    }

    public static Word operator &(Word left, Word right) => new(left.bits & right.bits);

    public static Word operator |(Word left, Word right) => new(left.bits | right.bits);

    public static Word operator ^(Word left, Word right) => new(left.bits ^ right.bits);

    public static Word operator ~(Word value) => new(~value.bits);

    public static Word operator +(Word left, Word right) => new(left.bits + right.bits);

    public static Word operator -(Word left, Word right) => new(left.bits - right.bits);

    public static Word operator <<(Word value, int count) => new(value.bits << count);

    public static Word operator >>(Word value, int count) => new((uint)((int)value.bits >> count));

    public static Word operator >>>(Word value, int count) => new(value.bits >>> count);
}
