using Audit.Noise.Lanes;
using static TorchSharp.torch;

namespace Audit.Noise;

/// <summary>The noise of <see cref="GaussianNoise"/> made where the network is, by elementwise tensor operations.</summary>
/// <remarks>
/// The bits are those of the CPU. The generator is integer arithmetic; the transform is <see cref="BoxMuller"/>'s, one correctly
/// rounded float32 operation at a time, each in a kernel of its own, so that no device can fuse two of them. The one step that is
/// not exact, a logarithm that guesses the exponent, is corrected by exact comparisons.
/// </remarks>
public static class DeviceNoise
{
    private const long Word = 0xFFFFFFFF;

    // Numbers in the loops are held here: TorchSharp frees a scalar that nobody holds, even while an operator reads it.
    private static readonly Scalar One = 1f, Two = 2f, Half = 0.5f, MinusFour = -4f, Zero = 0f, Bytes = 256L, Twice = 2L,
        Middle = 42f, Turn = (1L << 22) - 1;

    private static readonly Scalar HighStep = 1f / (1 << 24), LowStep = 1f / (1L << 40), HighTop = 16777215f, LowTop = 65536f,
        TurnStep = 1f / (1 << 22);

    private static readonly Scalar Log2OfE = 1.4426950f, RootHalf = BitConverter.UInt32BitsToSingle(0x3F3504F3),
        LeastExponent = -41L, LargestExponent = 0L, MinusTwoLog2 = -1.38629436f;

    private static readonly Scalar[] Log = [-0.598537087f, -0.799520671f, -1.33333552f],
        Sine = [-3.5950452e-05f, 0.00249000103f, -0.0807454363f, 0.785398185f],
        Cosine = [-0.000319020037f, 0.0158502012f, -0.308424413f];

    private static readonly Scalar Multiplier0 = (long)Philox4x32.Multiplier0, Multiplier1 = (long)Philox4x32.Multiplier1;

    /// <summary>Row r = x + sigma * noise of sample first + r.</summary>
    /// <param name="x">[C,H,W] or any shape, on the device.</param>
    /// <param name="sigma">Standard deviation.</param>
    /// <param name="rows">How many samples.</param>
    /// <param name="rng">Source of the noise.</param>
    /// <param name="first">Address of the first sample.</param>
    /// <returns>[rows, shape of x].</returns>
    public static Tensor AddTo(Tensor x, float sigma, int rows, Rng rng, NoiseAddress first)
    {
        GaussianNoise.CheckSigma(sigma);
        using var scope = NewDisposeScope();
        var noise = Fill(rows, x.numel(), rng, first, x.device);
        return ((noise * sigma) + x.reshape(1, -1)).reshape([rows, .. x.shape]).MoveToOuterDisposeScope();
    }

    /// <summary>Row r = x + lambda * noise of sample first + r, the noise uniform on (-1, 1): the bits of <see
    /// cref="UniformSampler"/>.</summary>
    /// <param name="x">[C,H,W] or any shape, on the device.</param>
    /// <returns>[rows, shape of x].</returns>
    public static Tensor AddUniformTo(Tensor x, float lambda, int rows, Rng rng, NoiseAddress first)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Check(rows, x.numel(), first);
        var (w0, w1, w2, w3) = Words(rows, Blocks(x.numel()), rng, first, NoiseKind.Uniform, x.device);
        var noise = Joined([.. new[] { w0, w1, w2, w3 }.Select(w => ((Shift(w, 8) * 2) - ((1 << 24) - 1))
            .to(float32) * (1f / (1 << 24)))], x.numel());
        return ((noise * lambda) + x.reshape(1, -1)).reshape([rows, .. x.shape]).MoveToOuterDisposeScope();
    }

    /// <summary>Standard normals, [rows, elements].</summary>
    public static Tensor Fill(int rows, long elements, Rng rng, NoiseAddress first, Device device)
    {
        Check(rows, elements, first);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var (w0, w1, w2, w3) = Words(rows, Blocks(elements), rng, first, NoiseKind.Gaussian, device);
        var (v0, v1) = Pair(w0, w1);
        var (v2, v3) = Pair(w2, w3);
        return Joined([v0, v1, v2, v3], elements).MoveToOuterDisposeScope();
    }

    private static void Check(int rows, long elements, NoiseAddress first)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        NoiseAddress.CheckElements(0, elements);
        _ = first.Next(rows - 1);
    }

    private static long Blocks(long elements) => (elements + 3) / 4;

    /// <summary>The four values of each block one after the other; [rows, elements].</summary>
    private static Tensor Joined(Tensor[] values, long elements) => stack(values, 2).flatten(1).narrow(1, 0, elements);

    /// <summary><see cref="Philox4x32"/> at every block of every row; words in int64, [rows, blocks].</summary>
    private static (Tensor, Tensor, Tensor, Tensor) Words(int rows, long blocks, Rng rng, NoiseAddress first, NoiseKind kind,
        Device device)
    {
        using var scope = NewDisposeScope();
        var c0 = arange(blocks, dtype: int64, device: device).reshape(1, -1);
        var c1 = (arange(rows, dtype: int64, device: device) + first.Sample).reshape(-1, 1);
        var c2 = tensor((long)first.Word2).to(device).reshape(1, 1);
        var c3 = tensor((long)first.Word3(kind)).to(device).reshape(1, 1);
        uint key0 = (uint)rng.Key, key1 = (uint)(rng.Key >> 32);
        for (int round = 0; round < Philox4x32.Rounds; round++)
        {
            // Products of two words wrap around 64 bits as unsigned ones do; the mask takes off the sign that a shift brings in.
            var (product0, product1) = (c0 * Multiplier0, c2 * Multiplier1);
            (c0, c1, c2, c3) = (Xor(High(product1), c1, key0), Low(product1), Xor(High(product0), c3, key1), Low(product0));
            key0 += Philox4x32.Weyl0;
            key1 += Philox4x32.Weyl1;
        }
        Tensor Whole(Tensor w) => w.expand(rows, blocks).MoveToOuterDisposeScope();
        return (Whole(c0), Whole(c1), Whole(c2), Whole(c3));
    }

    private static Tensor High(Tensor product) => Low(Shift(product, 32));

    private static Tensor Low(Tensor word) => word.bitwise_and(Same(word, Word));

    private static Tensor Xor(Tensor a, Tensor b, uint key) => a.bitwise_xor(b).bitwise_xor(Same(a, key));

    private static Tensor Shift(Tensor word, int bits) => word.bitwise_right_shift(Same(word, bits));

    private static Tensor Same(Tensor like, long value) => full([1], value, int64, like.device);

    private static (Tensor, Tensor) Pair(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var sign = One - Low(Shift(b, 23)).bitwise_and(Same(b, 1)).to(float32) * Two;
        var radius = MinusTwiceLog(a, b).sqrt() * sign;
        var (sine, cosine) = QuarterTurn(b.bitwise_and(Same(b, 0x3FFFFF)));
        var straight = b.bitwise_and(Same(b, 0x400000)).eq(0);
        return ((radius * where(straight, cosine, sine)).MoveToOuterDisposeScope(), (radius * where(straight, sine, cosine))
            .MoveToOuterDisposeScope());
    }

    /// <summary>-2 ln u, step by step as in <see cref="BoxMuller"/>.</summary>
    private static Tensor MinusTwiceLog(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var high = Shift(a, 8).to(float32);
        var low = ((a.bitwise_and(Same(a, 0xFF)) * Bytes) + Shift(b, 24)).to(float32) + Half;
        var u = (high * HighStep) + (low * LowStep);
        var complement = ((HighTop - high) * HighStep) + ((LowTop - low) * LowStep);

        // The exponent for which m = u 2^-e is in [sqrt(1/2), sqrt(2)): guessed, then moved by at most one.
        var e = ((u.log() * Log2OfE) + Half).floor().clamp(LeastExponent, LargestExponent);
        e = e - u.lt(Power(e) * RootHalf).to(float32) + u.ge(Power(e + One) * RootHalf).to(float32);
        var m = u * Power(-e);
        var f = where(e.eq(Zero), Zero - complement, m - One);

        var s = f / (f + Two);
        var v = s * s;
        var fit = (v * ((v * ((v * Log[0]) + Log[1])) + Log[2])) + MinusFour;
        return ((e * MinusTwoLog2) + (s * fit)).MoveToOuterDisposeScope();
    }

    /// <summary>2^e for whole e in [-42, 42], exact.</summary>
    private static Tensor Power(Tensor e)
    {
        var powers = tensor([.. Enumerable.Range(-42, 85).Select(k => MathF.ScaleB(1, k))]).to(e.device);
        return powers.index_select(0, (e + Middle).to(int64).reshape(-1)).reshape(e.shape);
    }

    /// <summary>Sine and cosine of (pi/4) t, step by step as in <see cref="BoxMuller"/>.</summary>
    private static (Tensor, Tensor) QuarterTurn(Tensor j)
    {
        using var scope = NewDisposeScope();
        var t = ((j * Twice) - Turn).to(float32) * TurnStep;
        var v = t * t;
        var sine = t * ((v * ((v * ((v * Sine[0]) + Sine[1])) + Sine[2])) + Sine[3]);
        var cosine = (v * ((v * ((v * Cosine[0]) + Cosine[1])) + Cosine[2])) + One;
        return (sine.MoveToOuterDisposeScope(), cosine.MoveToOuterDisposeScope());
    }
}
