namespace Audit.Records.Statistics;

/// <summary>Logarithms and exponentials that keep their relative accuracy near zero, which .NET's own do not.</summary>
internal static class Logarithms
{
    /// <summary>log(1 + x), relative error a few units in the last place, x &gt; -1.</summary>
    /// <remarks>1 + x is rounded; the factor x / (rounded - 1) undoes exactly that rounding (Kahan).</remarks>
    public static double OnePlus(double x)
    {
        double rounded = 1 + x;
        return rounded == 1 ? x : Math.Log(rounded) * (x / (rounded - 1));
    }

    /// <summary>exp(y) - 1, relative error a few units in the last place; by the same device.</summary>
    public static double ExpMinusOne(double y)
    {
        double rounded = Math.Exp(y);
        return rounded == 1 ? y : rounded == 0 ? -1 : (rounded - 1) * (y / Math.Log(rounded));
    }

    /// <summary>log(1 - exp(y)) for y &lt; 0.</summary>
    public static double OneMinusExp(double y) => OnePlus(-Math.Exp(y));
}
