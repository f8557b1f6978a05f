namespace Audit.Datasets.Glyphs;

/// <summary>Something thin that passes in front of the object: a twig or a blade of grass.</summary>
internal sealed record Twig(Vec Point, Vec Along, double HalfWidth, double Bend, Rgb Colour)
{
    private static readonly Rgb[] Colours = [new(0.30, 0.20, 0.12), new(0.28, 0.40, 0.14), new(0.55, 0.52, 0.30),
        new(0.16, 0.13, 0.11)];

    public static Twig Draw(Thing thing, ref SplitMix rng)
    {
        Vec along = rng.Direction();
        Vec aside = new(-along.Y, along.X);
        return new Twig(thing.Centre + aside * (thing.Radius * rng.Between(-0.8, 0.8)), along, rng.Between(0.5, 1.3),
            rng.Between(-0.02, 0.02), Colours[rng.Below(Colours.Length)]);
    }

    public Rgb Over(Rgb behind, Vec point)
    {
        Vec local = (point - Point).InFrame(Along);
        double across = local.Y - Bend * local.X * local.X;
        double cover = 1 - Curves.Step(HalfWidth - 0.7, HalfWidth + 0.7, Math.Abs(across));
        // Rounder than flat: one side catches the light.
        return Rgb.Mix(behind, Colour * (1 - 0.25 * across / (HalfWidth + 0.7)), cover);
    }
}
