namespace Audit.Tests;

/// <summary>An array of rational numbers with a shape, as an ONNX file's values are: the batch is an ordinary
/// dimension.</summary>
/// <param name="Shape">Sizes.</param>
/// <param name="Data">Row-major.</param>
/// <param name="IsWhole">Whole numbers, whose quotients are cut.</param>
/// <param name="IsConstant">Does not depend on the network's input.</param>
internal sealed record ExactArray(long[] Shape, Rational[] Data, bool IsWhole = false, bool IsConstant = false)
{
    public Rational this[params long[] at]
    {
        get
        {
            long index = 0;
            for (int d = 0; d < Shape.Length; d++)
                index = index * Shape[d] + at[d];
            return Data[index];
        }
    }

    public int Rank => Shape.Length;

    /// <summary>The numbers as whole ones.</summary>
    public long[] Whole => [.. Data.Select(v => (long)(v.Numerator / v.Denominator))];

    public static ExactArray Table(long[] shape, Func<long[], Rational> of)
    {
        var data = new Rational[shape.Aggregate(1L, (a, b) => a * b)];
        long[] at = new long[shape.Length];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = of(at);
            for (int d = shape.Length - 1; d >= 0 && ++at[d] == shape[d]; d--)
                at[d] = 0;
        }
        return new ExactArray(shape, data);
    }

    public static ExactArray Of(IEnumerable<long> numbers) =>
        new([numbers.Count()], [.. numbers.Select(v => new Rational(v, 1))], IsWhole: true, IsConstant: true);

    public ExactArray Map(Func<Rational, Rational> f) => this with { Data = [.. Data.Select(f)] };

    /// <summary>Two arrays, each repeated to the shape of both as numpy does.</summary>
    public ExactArray With(ExactArray other, Func<Rational, Rational, Rational> f)
    {
        int rank = Math.Max(Rank, other.Rank);
        long[] a = [.. Enumerable.Repeat(1L, rank - Rank), .. Shape],
            b = [.. Enumerable.Repeat(1L, rank - other.Rank), .. other.Shape];
        ExactArray left = this with { Shape = a }, right = other with { Shape = b };
        static long[] At(long[] at, long[] shape) => [.. at.Select((k, d) => shape[d] == 1 ? 0 : k)];
        return Table([.. a.Zip(b, (s, t) => s == 1 ? t : s)], at => f(left[At(at, a)], right[At(at, b)])) with
        {
            IsWhole = IsWhole,
        };
    }

    public ExactArray Permute(long[] order) => Table([.. order.Select(d => Shape[d])], at =>
    {
        long[] from = new long[at.Length];
        for (int d = 0; d < at.Length; d++)
            from[order[d]] = at[d];
        return this[from];
    }) with
    { IsWhole = IsWhole };
}
