namespace Audit.Datasets.Glyphs;

/// <summary>The object whose shape is the image's class, and the shadow that it throws.</summary>
internal sealed record Thing
{
    public required Vec Centre { get; init; }

    /// <summary>Pixels for one unit of <see cref="GlyphShapes.Distance"/>.</summary>
    public required double Radius { get; init; }

    public required int Label { get; init; }

    public required Vec Axis { get; init; }

    /// <summary>Height over width, as if seen from a little to the side.</summary>
    public required double Squash { get; init; }

    public required Rgb Colour { get; init; }

    public required ValueNoise Texture { get; init; }

    public required double Roughness { get; init; }

    public required Vec Light { get; init; }

    public required double Shading { get; init; }

    public required double Gloss { get; init; }

    /// <summary>Half the width of the edge in pixels: anti-aliasing, and focus.</summary>
    public required double Edge { get; init; }

    public required Vec ShadowOffset { get; init; }

    public required double ShadowDepth { get; init; }

    public static Thing Draw(int label, Vec light, Backdrop backdrop, ref SplitMix rng)
    {
        double radius = rng.Between(7.5, 12.5);
        // Smaller objects wander further; none leaves the image by more than its corners.
        double room = 15.5 - radius;
        return new()
        {
            Label = label,
            Light = light,
            Radius = radius,
            Centre = new Vec(16 + rng.Between(-room, room), 16 + rng.Between(-room, room)),
            Axis = rng.Direction(),
            Squash = rng.Between(0.82, 1),
            Colour = Palette.ThingBefore(backdrop.Mean, ref rng),
            Texture = new(rng.Next(), rng.Between(4, 12), 3, 0.6, rng.Chance(0.3) ? 3 : 1),
            Roughness = rng.Between(0.04, 0.22),
            Shading = rng.Between(0.1, 0.34),
            Gloss = rng.Chance(0.5) ? rng.Between(0.1, 0.5) : 0,
            Edge = rng.Between(0.6, 1.1),
            ShadowOffset = light * (-radius * rng.Between(0.12, 0.4)),
            ShadowDepth = rng.Between(0.2, 0.6),
        };
    }

    /// <summary>Draws shadow and object over <paramref name="behind"/>.</summary>
    public Rgb Over(Rgb behind, Vec point)
    {
        double shadow = 1 - Curves.Step(-0.16, 0.3, Distance(point - ShadowOffset));
        Rgb colour = behind * (1 - ShadowDepth * shadow);
        double distance = Distance(point);
        double cover = 1 - Curves.Step(-Edge, Edge, distance * Radius);
        return cover == 0 ? colour : Rgb.Mix(colour, Surface(point, distance), cover);
    }

    private double Distance(Vec point)
    {
        Vec local = (point - Centre).InFrame(Axis) * (1 / Radius);
        return GlyphShapes.Distance(Label, new Vec(local.X, local.Y / Squash));
    }

    /// <summary>A pillow under one light: brighter towards it, darker at the rim, and a highlight where it is glossy.</summary>
    private Rgb Surface(Vec point, double distance)
    {
        Vec local = (point - Centre) * (1 / Radius);
        double toLight = local.Dot(Light);
        double rim = 1 - Curves.Step(0, 0.3, -distance);
        double brightness = 1 + Shading * toLight + rim * (0.28 * toLight - 0.1) + Roughness * Texture.At(point);
        Vec fromHighlight = local - Light * 0.42;
        double highlight = Gloss * (1 - Curves.Step(0.02, 0.42, fromHighlight.Length));
        return Rgb.Mix(Colour * Math.Max(brightness, 0.1), new Rgb(1, 1, 1), highlight);
    }
}
