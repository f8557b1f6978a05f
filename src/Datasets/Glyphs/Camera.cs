namespace Audit.Datasets.Glyphs;

/// <summary>What the photograph adds: exposure, colour of the light, vignetting, a slight blur, sensor noise.</summary>
/// <param name="Tint">Exposure and white balance, a factor a channel.</param>
/// <param name="Vignette">Darkening of the corners.</param>
/// <param name="Blur">Weight of each neighbour in a 1-2-1 style filter; 0 for none, 0.25 for the binomial one.</param>
/// <param name="Noise">Standard deviation of the sensor noise, pixel units.</param>
/// <param name="NoiseSeed">Which noise.</param>
internal sealed record Camera(Rgb Tint, double Vignette, double Blur, double Noise, ulong NoiseSeed)
{
    public static Camera Draw(ref SplitMix rng)
    {
        double exposure = rng.Between(0.82, 1.12), warmth = rng.Between(-0.06, 0.06);
        return new Camera(new Rgb(exposure * (1 + warmth), exposure, exposure * (1 - warmth)),
            rng.Between(0, 0.2), rng.Between(0, 0.14), rng.Between(0.004, 0.02), rng.Next());
    }

    public Rgb Expose(Rgb colour, Vec point)
    {
        Vec fromMiddle = point - new Vec(16, 16);
        return colour * Tint * (1 - Vignette * fromMiddle.Dot(fromMiddle) / 512);
    }
}
