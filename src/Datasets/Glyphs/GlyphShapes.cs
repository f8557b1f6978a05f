namespace Audit.Datasets.Glyphs;

/// <summary>The ten classes as signed distances: negative inside, in units of the object's radius.</summary>
/// <remarks>No class is another one turned, so that objects may lie at any angle.</remarks>
internal static class GlyphShapes
{
    public static readonly IReadOnlyList<string> Names =
        ["disc", "ring", "triangle", "square", "cross", "star", "crescent", "arrow", "heart", "hourglass"];

    private static readonly Func<Vec, double>[] Distances =
    [
        p => p.Length - 0.9,
        p => Math.Abs(p.Length - 0.72) - 0.24,
        Polygon(0, -1.05, 0.91, 0.53, -0.91, 0.53),
        Polygon(-0.8, -0.8, 0.8, -0.8, 0.8, 0.8, -0.8, 0.8),
        Polygon(-0.3, -1, 0.3, -1, 0.3, -0.3, 1, -0.3, 1, 0.3, 0.3, 0.3, 0.3, 1, -0.3, 1, -0.3, 0.3, -1, 0.3, -1, -0.3, -0.3,
            -0.3),
        // Outer radius 1.1, inner 0.48; the corners are multiples of 36 degrees.
        Polygon(0, -1.1, 0.2821, -0.3883, 1.0462, -0.3399, 0.4565, 0.1483, 0.6466, 0.8899, 0, 0.48,
            -0.6466, 0.8899, -0.4565, 0.1483, -1.0462, -0.3399, -0.2821, -0.3883),
        Crescent,
        Polygon(-1.1, -0.24, 0.1, -0.24, 0.1, -0.75, 1.15, 0, 0.1, 0.75, 0.1, 0.24, -1.1, 0.24),
        Heart,
        Polygon(-0.82, -1, 0.82, -1, 0.13, 0, 0.82, 1, -0.82, 1, -0.13, 0),
    ];

    private static readonly Func<Vec, double> HeartTip = Polygon(-0.897, 0.094, 0, -0.35, 0.897, 0.094, 0, 1.02);

    public static double Distance(int label, Vec point) => Distances[label](point);

    /// <summary>A disc of radius 1 without a disc of radius 0.78; beyond the horns the nearest point is the tip where they
    /// meet.</summary>
    private static double Crescent(Vec p)
    {
        Vec mirrored = new(p.X, Math.Abs(p.Y)), body = new(-0.1, 0), bite = new(0.42, 0), tip = new(0.5365, 0.7712);
        bool beyond = (tip - body).Cross(mirrored - body) < 0 && (tip - bite).Cross(mirrored - bite) < 0;
        return beyond ? (mirrored - tip).Length : Math.Max((mirrored - body).Length - 1, 0.78 - (mirrored - bite).Length);
    }

    /// <summary>Two discs over a wedge that touches both.</summary>
    private static double Heart(Vec p)
    {
        Vec mirrored = new(Math.Abs(p.X), p.Y);
        return Math.Min((mirrored - new Vec(0.5, -0.3)).Length - 0.56, HeartTip(p));
    }

    /// <summary>Distance to the nearest edge, negative where the edges to the right of the point are odd in number.</summary>
    private static Func<Vec, double> Polygon(params double[] coordinates)
    {
        Vec[] corners = [.. coordinates.Chunk(2).Select(pair => new Vec(pair[0], pair[1]))];
        return p =>
        {
            double nearest = double.MaxValue;
            bool inside = false;
            Vec a = corners[^1];
            foreach (Vec b in corners)
            {
                Vec edge = b - a, toPoint = p - a;
                double along = Math.Clamp(toPoint.Dot(edge) / edge.Dot(edge), 0, 1);
                Vec gap = toPoint - edge * along;
                nearest = Math.Min(nearest, gap.Dot(gap));
                if (a.Y > p.Y != b.Y > p.Y && p.X < a.X + edge.X * (p.Y - a.Y) / edge.Y)
                    inside = !inside;
                a = b;
            }
            return inside ? -Math.Sqrt(nearest) : Math.Sqrt(nearest);
        };
    }
}
