namespace Audit.Datasets.Glyphs;

/// <summary>The colours of the scenes: surfaces with their shades, skies, and things.</summary>
internal static class Palette
{
    /// <summary>Ground and walls, from shaded to bright.</summary>
    private static readonly (Rgb Dark, Rgb Bright)[] Surfaces =
    [
        (new(0.24, 0.33, 0.12), new(0.52, 0.57, 0.27)), // grass
        (new(0.29, 0.21, 0.14), new(0.55, 0.44, 0.32)), // soil
        (new(0.66, 0.55, 0.39), new(0.87, 0.79, 0.63)), // sand
        (new(0.36, 0.36, 0.36), new(0.66, 0.65, 0.61)), // stone
        (new(0.11, 0.27, 0.36), new(0.38, 0.57, 0.62)), // water
        (new(0.40, 0.26, 0.15), new(0.67, 0.49, 0.31)), // wood
        (new(0.76, 0.80, 0.86), new(0.95, 0.96, 0.97)), // snow
        (new(0.18, 0.19, 0.21), new(0.39, 0.39, 0.40)), // asphalt
        (new(0.36, 0.18, 0.09), new(0.74, 0.49, 0.20)), // fallen leaves
        (new(0.68, 0.63, 0.56), new(0.88, 0.85, 0.80)), // plaster
        (new(0.07, 0.13, 0.06), new(0.28, 0.37, 0.17)), // forest
    ];

    private static readonly (Rgb Dark, Rgb Bright)[] Skies =
    [
        (new(0.36, 0.55, 0.80), new(0.80, 0.87, 0.93)), // clear
        (new(0.58, 0.62, 0.67), new(0.86, 0.87, 0.88)), // overcast
        (new(0.74, 0.49, 0.38), new(0.96, 0.79, 0.58)), // evening
    ];

    private static readonly Rgb[] Things =
    [
        new(0.74, 0.15, 0.12), new(0.90, 0.48, 0.12), new(0.93, 0.80, 0.24), new(0.30, 0.55, 0.20),
        new(0.13, 0.50, 0.50), new(0.17, 0.31, 0.66), new(0.45, 0.27, 0.60), new(0.88, 0.54, 0.62),
        new(0.93, 0.91, 0.86), new(0.13, 0.13, 0.14), new(0.42, 0.24, 0.13), new(0.57, 0.61, 0.66),
    ];

    /// <summary>How far a thing's colour lies from its background's, at least; white or black always does.</summary>
    private const double Contrast = 0.42;

    public static (Rgb Dark, Rgb Bright) Surface(ref SplitMix rng) => Surfaces[rng.Below(Surfaces.Length)];

    public static (Rgb Dark, Rgb Bright) Sky(ref SplitMix rng) => Skies[rng.Below(Skies.Length)];

    public static Rgb Thing(ref SplitMix rng)
    {
        Rgb colour = Things[rng.Below(Things.Length)];
        return new(Jitter(colour.R, ref rng), Jitter(colour.G, ref rng), Jitter(colour.B, ref rng));
    }

    /// <summary>A thing that stands out from <paramref name="background"/>.</summary>
    public static Rgb ThingBefore(Rgb background, ref SplitMix rng)
    {
        while (true)
        {
            Rgb colour = Thing(ref rng);
            if (colour.Distance(background) >= Contrast)
                return colour;
        }
    }

    private static double Jitter(double value, ref SplitMix rng) => Math.Clamp(value + rng.Between(-0.06, 0.06), 0.03, 0.97);
}
