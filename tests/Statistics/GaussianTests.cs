using Audit.Records.Statistics;

namespace Audit.Tests.Statistics;

/// <summary>The normal distribution against tabulated digits and its own symmetries.</summary>
public class GaussianTests
{
    // Digits of erfc(x / sqrt 2) / 2, computed to 30 places with an arbitrary-precision library.
    public static TheoryData<double, double> UpperTails => new()
    {
        { 0.001, 0.49960105778608893 },
        { 0.5, 0.3085375387259869 },
        { 1, 0.15865525393145705 },
        { 1.9999, 0.022755531584767185 },
        { 2.0001, 0.022744733391410546 },
        { 3, 0.0013498980316300946 },
        { 3.8, 7.234804392512003E-05 },
        { 5, 2.866515718791939E-07 },
        { 8, 6.220960574271784E-16 },
        { 15, 3.670966199312751E-51 },
        { 30, 4.906713927148187E-198 },
    };

    // Quantiles of the exact value of the double p, computed to 30 places with an arbitrary-precision library.
    public static TheoryData<double, string> Quantiles => new()
    {
        { 1E-12, "-7.034483825301131932614176" },
        { 0.0001, "-3.719016485455680552287564" },
        { 0.001, "-3.090232306167813535358005" },
        { 0.2, "-0.8416212335729141655224906" },
        { 0.3, "-0.5244005127080408159694544" },
        { 0.4999, "-0.0002506628300880074923888501" },
        { 0.500001, "0.00000250662827470570519913909" },
        { 0.51, "0.02506890825871105803269163" },
        { 0.6, "0.2533471031357997413246887" },
        { 0.75, "0.674489750196081743202227" },
        { 0.75000001, "0.6744897816647330409010596" },
        { 0.9, "1.281551565544600593487448" },
        { 0.9772, "1.999077214971769075494657" },
        { 0.9773, "2.00092938810157135019432" },
        { 0.99, "2.326347874040840767637189" },
        { 0.9999309248, "3.811456445284785620930313" },
        { 0.999990789702043, "4.283222307386737547548483" },
        { 0.9999999999999991, "7.956038125481530962217997" },
    };

    [Theory]
    [MemberData(nameof(UpperTails))]
    public void UpperTail_Digits_RelativeErrorBelowTenToTheMinusThirteen(double x, double tail)
    {
        Assert.True(Math.Abs(Gaussian.UpperTail(x) - tail) <= 1e-13 * tail);
        Assert.True(Math.Abs(Gaussian.Cdf(-x) - tail) <= 1e-13 * tail);
        Assert.Equal(1 - tail, Gaussian.Cdf(x), 15);
    }

    [Theory]
    [MemberData(nameof(Quantiles))]
    public void QuantileLower_Digits_NeverAboveAndWithinOnePartInTenToTheTwelve(double p, string digits)
    {
        decimal exact = decimal.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
        decimal quantile = decimal.Parse(Gaussian.QuantileLower(p)
            .ToString("F28", System.Globalization.CultureInfo.InvariantCulture),
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(quantile <= exact, $"{p:R}: {quantile} is above {exact}");
        Assert.True(exact - quantile <= Math.Abs(exact) * 1e-12m, $"{p:R}: {quantile} is far below {exact}");
    }

    [Fact]
    public void QuantileLower_Half_IsZero() => Assert.Equal(0, Gaussian.QuantileLower(.5));

    [Fact]
    public void QuantileLower_ThroughCdf_ReturnsTheProbability()
    {
        for (double p = 0.0005; p < 1; p += 0.0005)
            Assert.True(Math.Abs(Gaussian.Cdf(Gaussian.QuantileLower(p)) - p) <= 2e-14);
    }

    [Fact]
    public void UpperTailQuantileLower_SmallTails_InvertsUpperTail()
    {
        for (double q = 0.9; q > 1e-300; q *= 0.9)
        {
            double z = Gaussian.UpperTailQuantileLower(q);
            Assert.True(Math.Abs(Gaussian.UpperTail(z) / q - 1) <= 1e-11, $"{q:R} {z:R} {Gaussian.UpperTail(z) / q - 1}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void QuantileLower_NotAProbability_Throws(double p) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Gaussian.QuantileLower(p));
}
