namespace Audit.Noise.Lanes;

/// <summary>From the four words of a Philox block to its four values.</summary>
internal interface ITransform
{
    static abstract void Apply<TWords, TReals>(TWords w0, TWords w1, TWords w2, TWords w3,
        out TReals v0, out TReals v1, out TReals v2, out TReals v3)
        where TWords : struct, IWords<TWords, TReals>
        where TReals : struct, IReals<TReals>;
}
