namespace Audit.Datasets.Glyphs;

/// <summary>A point or direction in the image plane; y points down, as rows do.</summary>
internal readonly record struct Vec(double X, double Y)
{
    public double Length => Math.Sqrt(Dot(this));

    public static Vec operator +(Vec a, Vec b) => new(a.X + b.X, a.Y + b.Y);

    public static Vec operator -(Vec a, Vec b) => new(a.X - b.X, a.Y - b.Y);

    public static Vec operator *(Vec a, double factor) => new(a.X * factor, a.Y * factor);

    public double Dot(Vec other) => X * other.X + Y * other.Y;

    /// <summary>Positive where <paramref name="other"/> lies clockwise of this direction on the screen.</summary>
    public double Cross(Vec other) => X * other.Y - Y * other.X;

    /// <summary>The coordinates of this point in a frame whose x axis is the unit vector <paramref name="axis"/>.</summary>
    public Vec InFrame(Vec axis) => new(X * axis.X + Y * axis.Y, Y * axis.X - X * axis.Y);
}
