namespace Audit.Datasets.Glyphs;

/// <summary>Everything that one image shows; positions and lengths in pixels, the middle of the image at (16, 16).</summary>
internal sealed record Scene(Backdrop Backdrop, Thing Thing, Twig? Twig, Camera Camera)
{
    public static Scene Draw(int label, ref SplitMix rng)
    {
        // Light falls from the upper half more often than not, as it does outdoors.
        Vec light = rng.Direction();
        if (light.Y > 0 && rng.Chance(0.8))
            light = new Vec(light.X, -light.Y);
        Backdrop backdrop = Backdrop.Draw(light, ref rng);
        Thing thing = Thing.Draw(label, light, backdrop, ref rng);
        Twig? twig = rng.Chance(0.25) ? Twig.Draw(thing, ref rng) : null;
        return new Scene(backdrop, thing, twig, Camera.Draw(ref rng));
    }
}
