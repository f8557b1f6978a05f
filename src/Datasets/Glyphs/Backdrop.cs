namespace Audit.Datasets.Glyphs;

/// <summary>What lies behind the object: a surface, with a sky above it in some images, and something out of focus in
/// others.</summary>
internal sealed record Backdrop
{
    public required (Rgb Dark, Rgb Bright) Surface { get; init; }

    public required (Rgb Dark, Rgb Bright) Sky { get; init; }

    public required ValueNoise Texture { get; init; }

    public required ValueNoise Patches { get; init; }

    public required Vec Light { get; init; }

    /// <summary>Change of brightness from the middle of the image to its edge, towards the light.</summary>
    public required double Falloff { get; init; }

    /// <summary>Unit vector from sky to ground.</summary>
    public required Vec Down { get; init; }

    /// <summary>Signed distance of the horizon from the middle, along <see cref="Down"/>; far above where no sky is
    /// seen.</summary>
    public required double Horizon { get; init; }

    public required (Vec Centre, double Radius, Rgb Colour) Blur { get; init; }

    public static Backdrop Draw(Vec light, ref SplitMix rng) => new()
    {
        Light = light,
        Surface = Palette.Surface(ref rng),
        Sky = Palette.Sky(ref rng),
        Texture = new(rng.Next(), rng.Between(7, 20), 4, rng.Between(0.45, 0.75), rng.Chance(0.35) ? rng.Between(2, 5) : 1),
        Patches = new(rng.Next(), rng.Between(12, 30), 2, 0.5, 1),
        Falloff = rng.Between(0.02, 0.22),
        Down = new Vec(0, 1) + new Vec(1, 0) * rng.Between(-0.12, 0.12),
        Horizon = rng.Chance(0.4) ? rng.Between(-9, 7) : -100,
        Blur = (new Vec(rng.Between(-2, 34), rng.Between(-2, 34)), rng.Chance(0.5) ? rng.Between(3, 9) : 0,
            Palette.Thing(ref rng)),
    };

    /// <summary>The colour that an object in the middle of the image must stand out from.</summary>
    public Rgb Mean
    {
        get
        {
            double sky = Curves.Step(-10, 10, Horizon);
            return Rgb.Mix(Rgb.Mix(Surface.Dark, Surface.Bright, 0.5), Rgb.Mix(Sky.Dark, Sky.Bright, 0.5), sky);
        }
    }

    public Rgb At(Vec point)
    {
        Vec fromMiddle = point - new Vec(16, 16);
        double below = fromMiddle.Dot(Down) - Horizon;
        double shade = 0.5 + 0.55 * Texture.At(point) + 0.3 * Patches.At(point);
        Rgb ground = Rgb.Mix(Surface.Dark, Surface.Bright, Math.Clamp(shade, -0.15, 1.15));
        Rgb colour = ground;
        if (Horizon > -50)
        {
            // A sky brightens towards the horizon, and its clouds are larger than the ground's grain.
            double height = Math.Clamp(1 + below / 22 + 0.35 * Patches.At(point), 0, 1);
            colour = Rgb.Mix(Rgb.Mix(Sky.Dark, Sky.Bright, height), ground,
                Curves.Step(-0.8, 0.8, below + 0.8 * Texture.At(point)));
        }
        if (Blur.Radius > 0)
        {
            double inside = 1 - Curves.Step(0.5 * Blur.Radius, 1.4 * Blur.Radius, (point - Blur.Centre).Length);
            colour = Rgb.Mix(colour, Blur.Colour, 0.4 * inside);
        }
        return colour * (1 + Falloff * fromMiddle.Dot(Light) / 16);
    }
}
