using Audit.Noise;
using Audit.Tests.Noise.Checks;

namespace Audit.Tests.Noise;

/// <summary>Bad noise of known kinds, most of it made from good noise by one fault.</summary>
internal static class PlantedNoise
{
    private static readonly Rng Source = new(77);

    public static NoiseSource Named(string name) => typeof(PlantedNoise).GetMethod(name)!.CreateDelegate<NoiseSource>();

    /// <summary>A 32-bit linear congruential generator, one seed per sample in sequence, through Box and Muller.</summary>
    public static void CongruentialBySample(NoiseAddress address, Span<float> destination)
    {
        uint state = (uint)((address.Image * 100_000) + address.Sample);
        double Next() => ((state = (state * 1664525) + 1013904223) + 0.5) / 4294967296.0;
        for (int i = 0; i + 1 < destination.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(Next()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * Next());
            destination[i] = (float)(radius * cosine);
            destination[i + 1] = (float)(radius * sine);
        }
    }

    public static void TruncatedAtFour(NoiseAddress address, Span<float> destination) =>
        Map(address, destination, z => Math.Clamp(z, -4, 4));

    public static void TwelveUniforms(NoiseAddress address, Span<float> destination)
    {
        float[] uniforms = new float[12 * destination.Length];
        UniformNoise.Fill(uniforms, Source, address);
        for (int i = 0; i < destination.Length; i++)
        {
            float sum = -6;
            for (int k = 0; k < 12; k++)
                sum += uniforms[(12 * i) + k];
            destination[i] = sum;
        }
    }

    public static void OnePercentWide(NoiseAddress address, Span<float> destination) => Map(address, destination, z => 1.01f * z);

    public static void Shifted(NoiseAddress address, Span<float> destination) => Map(address, destination, z => z + 0.01f);

    public static void Autoregressive(NoiseAddress address, Span<float> destination)
    {
        Good(address, destination);
        const float Coefficient = 0.01f;
        float scale = MathF.Sqrt(1 - (Coefficient * Coefficient));
        for (int i = 1; i < destination.Length; i++)
            destination[i] = (Coefficient * destination[i - 1]) + (scale * destination[i]);
    }

    /// <summary>Each sample is 3 % too wide or too narrow, half of them each.</summary>
    public static void SharedScale(NoiseAddress address, Span<float> destination)
    {
        float scale = address.Sample % 2 == 0 ? 1.03f : 0.97f;
        Map(address, destination, z => scale * z);
    }

    public static void SharedOffset(NoiseAddress address, Span<float> destination)
    {
        float offset = address.Sample % 2 == 0 ? 0.03f : -0.03f;
        Map(address, destination, z => z + offset);
    }

    public static void IgnoresImage(NoiseAddress address, Span<float> destination) =>
        Good(new NoiseAddress(address.Stream, 0, address.Sample), destination);

    public static void IgnoresStream(NoiseAddress address, Span<float> destination) =>
        Good(new NoiseAddress(default, address.Image, address.Sample), destination);

    public static void AddsImageAndSample(NoiseAddress address, Span<float> destination) =>
        Good(new NoiseAddress(address.Stream, 0, address.Image + address.Sample), destination);

    /// <summary>Samples start 1001 values apart in one sequence, each 3072 long.</summary>
    public static void OverlappingSequences(NoiseAddress address, Span<float> destination) =>
        GaussianNoise.Fill(destination, Source, new NoiseAddress(address.Stream, address.Image, 0), 1001 * address.Sample);

    /// <summary>Each sample is a stratified (quasi-random) set of normals: one value in each of 3072 equal parts.</summary>
    public static void TooEven(NoiseAddress address, Span<float> destination)
    {
        int[] order = Permutation.Of(destination.Length, Source.Derive(address.Image), address.Stream, address.Sample);
        for (int i = 0; i < destination.Length; i++)
            destination[i] = (float)(-Math.Sqrt(2) * MathNet.Numerics.SpecialFunctions.ErfcInv(2 * (order[i]
                + 0.5) / destination.Length));
    }

    /// <summary>The inverse distribution function of a one-byte uniform: 256 values.</summary>
    public static void EightBitUniform(NoiseAddress address, Span<float> destination)
    {
        UniformNoise.Fill(destination, Source, address);
        foreach (ref float value in destination)
            value = (float)(-Math.Sqrt(2) * MathNet.Numerics.SpecialFunctions.ErfcInv(2 * (Math.Floor(value * 256.0)
                + 0.5) / 256));
    }

    /// <summary>Samples share their magnitudes and differ in their signs alone: uncorrelated, and far from independent.</summary>
    public static void SignsOnly(NoiseAddress address, Span<float> destination)
    {
        float[] signs = new float[destination.Length];
        Good(address, signs);
        Good(new NoiseAddress(address.Stream, address.Image, 0), destination);
        for (int i = 0; i < signs.Length; i++)
            destination[i] = MathF.CopySign(destination[i], signs[i]);
    }

    public static void OneNotANumber(NoiseAddress address, Span<float> destination)
    {
        Good(address, destination);
        if (address.Image == 1 && address.Sample == 1)
            destination[5] = float.NaN;
    }

    private static void Good(NoiseAddress address, Span<float> destination) => GaussianNoise.Fill(destination, Source, address);

    private static void Map(NoiseAddress address, Span<float> destination, Func<float, float> change)
    {
        Good(address, destination);
        foreach (ref float value in destination)
            value = change(value);
    }
}
