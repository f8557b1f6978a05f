using System.Globalization;
using Audit.Datasets.Glyphs;
using Audit.Formats;
using Audit.Inputs;

namespace Audit.Datasets;

/// <summary>Our procedural data set: one lit, textured object of ten shapes on a natural background, 32x32 RGB.</summary>
/// <remarks>An image depends on (seed, split, index) alone. Only +, -, *, / and square roots of doubles are used, which IEEE 754
/// rounds the same way everywhere (and .NET never fuses), so that the bytes are the same on every machine.</remarks>
public static class GlyphSet
{
    public const int Size = Renderer.Size;
    public const int TrainCount = 10_000;
    public const int TestCount = 1_000;

    /// <summary>Generates a whole split on all cores.</summary>
    public static ImageSet Generate(ulong seed, Split split) =>
        Generate(seed, split, split == Split.Train ? TrainCount : TestCount);

    /// <summary>Generates the first images of a split; the images are the same whatever the count.</summary>
    public static ImageSet Generate(ulong seed, Split split, int count)
    {
        const int imageSize = 3 * Size * Size;
        int[] labels = new int[count];
        byte[] pixels = new byte[checked(count * imageSize)];
        Parallel.For(0, count, index =>
        {
            labels[index] = Label(seed, split, index);
            SplitMix rng = SplitMix.Derive(seed, (ulong)split, 0, (ulong)index);
            Scene scene = Scene.Draw(labels[index], ref rng);
            Renderer.Render(scene, pixels.AsSpan(index * imageSize, imageSize));
        });
        return new ImageSet("glyphs", split, 3, Size, Size, GlyphShapes.Names, labels, pixels);
    }

    internal static string? Problem(string argument) =>
        argument.Length == 0 || TryParseSeed(argument, out _) ? null
            : $"the seed must be 0 to {ulong.MaxValue}, got '{argument}'";

    internal static ImageSet Load(string argument, Split split) =>
        Generate(TryParseSeed(argument, out ulong seed) ? seed : 0, split);

    private static bool TryParseSeed(string text, out ulong seed) => Numbers.TryCount(text, out seed);

    /// <summary>Each ten images in a row hold every class once, in an order of their own: balanced, and no stride (every 20th
    /// image, say) meets one class only.</summary>
    private static int Label(ulong seed, Split split, int index)
    {
        int classes = GlyphShapes.Names.Count;
        Span<int> order = stackalloc int[classes];
        for (int i = 0; i < classes; i++)
            order[i] = i;
        SplitMix rng = SplitMix.Derive(seed, (ulong)split, 1, (ulong)(index / classes));
        for (int i = classes - 1; i > 0; i--)
        {
            int j = rng.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order[index % classes];
    }
}
