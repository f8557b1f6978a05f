namespace Audit.Datasets.Glyphs;

/// <summary>A colour, display-referred; 0 is black and 1 the brightest a pixel can store.</summary>
internal readonly record struct Rgb(double R, double G, double B)
{
    public double Luma => 0.299 * R + 0.587 * G + 0.114 * B;

    public static Rgb operator +(Rgb a, Rgb b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    public static Rgb operator *(Rgb a, double factor) => new(a.R * factor, a.G * factor, a.B * factor);

    public static Rgb operator *(Rgb a, Rgb b) => new(a.R * b.R, a.G * b.G, a.B * b.B);

    /// <param name="from">The colour at <paramref name="amount"/> 0.</param>
    /// <param name="to">The colour at <paramref name="amount"/> 1.</param>
    /// <param name="amount">Where between the two.</param>
    public static Rgb Mix(Rgb from, Rgb to, double amount) => from * (1 - amount) + to * amount;

    public double Distance(Rgb other)
    {
        Rgb d = this + other * -1;
        return Math.Sqrt(d.R * d.R + d.G * d.G + d.B * d.B);
    }
}
