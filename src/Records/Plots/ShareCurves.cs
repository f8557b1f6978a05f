using System.Globalization;
using System.Text;
using Audit.Records.Statistics;

namespace Audit.Records.Plots;

/// <summary>Curves of a share of images over a size, each with its 95 % band: the data, and how gnuplot draws them.</summary>
internal static class ShareCurves
{
    private const int Points = 400;

    /// <summary>One line a point: the size, then share, low and high of every curve.</summary>
    /// <param name="axis">Name of the first column.</param>
    /// <param name="names">The curves.</param>
    /// <param name="largest">Where they end.</param>
    /// <param name="at">Three cells of the curve of an index at a size.</param>
    public static string Csv(string axis, IReadOnlyList<string> names, double largest, Func<int, double, string> at)
    {
        StringBuilder text = new(axis);
        foreach (string name in names)
            text.Append(CultureInfo.InvariantCulture, $",\"{name}\",low,high");
        text.Append('\n');
        for (int i = 0; i <= Points; i++)
        {
            double size = largest * i / Points;
            text.Append(Style.Number(size));
            for (int k = 0; k < names.Count; k++)
                text.Append(',').Append(at(k, size));
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Share and interval as three cells.</summary>
    public static string Cells(int count, int images)
    {
        (double low, double high) = Binomial.Interval(count, images);
        return $"{Style.Number((double)count / images)},{Style.Number(low)},{Style.Number(high)}";
    }

    /// <summary>What gnuplot plots: all bands, then all lines.</summary>
    public static IEnumerable<string> Parts(string csv, IReadOnlyList<string> names) =>
    [
        .. names.Select((_, i) => $"{Gnuplot.Quote(csv)} using 1:{3 * i + 3}:{3 * i + 4} skip 1 "
            + $"with filledcurves fs transparent solid 0.15 noborder lc rgb '{Colour(i)}' notitle"),
        .. names.Select((name, i) => $"{Gnuplot.Quote(csv)} using 1:{3 * i + 2} skip 1 "
            + $"with lines lw 2 lc rgb '{Colour(i)}' title {Gnuplot.Quote(name)}"),
    ];

    /// <summary>The colour of a curve.</summary>
    public static string Colour(int i) => Style.Palette[i % Style.Palette.Count];
}
