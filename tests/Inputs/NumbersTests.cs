using System.Globalization;
using Audit.Inputs;

namespace Audit.Tests.Inputs;

/// <summary>What is a number and what is not; the same under every culture.</summary>
public class NumbersTests
{
    [Theory]
    [InlineData("0.25", 0.25)]
    [InlineData(".25", 0.25)]
    [InlineData("5.", 5)]
    [InlineData("-3", -3)]
    [InlineData("+1e-5", 1e-5)]
    [InlineData("2.5E+2", 250)]
    [InlineData("0.1", 0.1)]
    [InlineData("4.9406564584124654E-324", double.Epsilon)]
    public void Real_Decimals_AreRead(string text, double expected)
    {
        Assert.True(Numbers.TryReal(text, out double value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("0,25")]
    [InlineData("1,000")]
    [InlineData("1 000")]
    [InlineData("1_000")]
    [InlineData("1'000")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\0")]
    [InlineData("1\n")]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.2.3")]
    [InlineData("1-")]
    [InlineData("(1)")]
    [InlineData("$1")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("∞")]
    [InlineData("1e400")]
    [InlineData("٣")]
    [InlineData("１")]
    [InlineData("abc")]
    [InlineData("8/255")]
    public void Real_OtherText_IsRefused(string text)
    {
        Assert.False(Numbers.TryReal(text, out double _));
        Assert.False(Numbers.TryReal(text, out float _));
    }

    [Theory]
    [InlineData("8/255", 8.0 / 255)]
    [InlineData("0.5", 0.5)]
    [InlineData("1/4", 0.25)]
    [InlineData("-1/4", -0.25)]
    public void Ratio_FractionsAndDecimals_AreRead(string text, double expected)
    {
        Assert.True(Numbers.TryRatio(text, out double value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("8/0")]
    [InlineData("0/0")]
    [InlineData("8/")]
    [InlineData("/8")]
    [InlineData("1/2/3")]
    [InlineData("8 / 255")]
    [InlineData("1e300/1e-300")]
    public void Ratio_WhatIsNoNumber_IsRefused(string text) => Assert.False(Numbers.TryRatio(text, out _));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-12", -12)]
    [InlineData("+7", 7)]
    [InlineData("007", 7)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Whole_IsRead(string text, long expected)
    {
        Assert.True(Numbers.TryWhole(text, out long value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    [InlineData("- 1")]
    [InlineData("--1")]
    [InlineData("1\0")]
    [InlineData("")]
    public void Whole_OtherText_IsRefused(string text) => Assert.False(Numbers.TryWhole(text, out long _));

    [Fact]
    public void Whole_OfThirtyTwoBits_IsNotCut()
    {
        Assert.False(Numbers.TryWhole("4294967297", out int _));
        Assert.True(Numbers.TryWhole("-2147483648", out int least));
        Assert.Equal(int.MinValue, least);
    }

    [Fact]
    public void Count_HasNoSign()
    {
        Assert.False(Numbers.TryCount("-1", out int _));
        Assert.False(Numbers.TryCount("+1", out long _));
        Assert.True(Numbers.TryCount("18446744073709551615", out ulong seed));
        Assert.Equal(ulong.MaxValue, seed);
        Assert.False(Numbers.TryCount("18446744073709551616", out ulong _));
    }

    [Fact]
    public void Items_AreSeparatedByCommas_SpacesBesideThemAllowed() =>
        Assert.Equal(["1", "2", "", "3 4"], Numbers.Items("1, 2,, 3 4 "));

    [Theory]
    [InlineData(8.0 / 255, "8/255")]
    [InlineData(2.0 / 255, "2/255")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.2, "0.2")] // 51/255 is the same double
    [InlineData(0.25, "0.25")]
    [InlineData(1, "1")]
    [InlineData(0.03137254901960785, "0.03137254901960785")] // the next double
    [InlineData(2.5, "2.5")]
    public void Size_IsShownAsGiven(double value, string expected) => Assert.Equal(expected, Numbers.Size(value));

    /// <summary>Under a culture whose decimal sign is a comma and whose groups are dots, where one can be made.</summary>
    [Fact]
    public void EveryForm_UnderADecimalCommaCulture_IsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NumberGroupSeparator = ".";
            culture.NumberFormat.NegativeSign = "−";
            CultureInfo.CurrentCulture = culture;
            Assert.True(Numbers.TryReal("-0.25", out double value));
            Assert.Equal(-0.25, value);
            Assert.False(Numbers.TryReal("0,25", out double _));
            Assert.True(Numbers.TryWhole("-3", out int whole));
            Assert.Equal(-3, whole);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Every double reads back from its shortest text.</summary>
    [Fact]
    public void Real_ShortestText_RoundTrips()
    {
        ulong state = 12345;
        for (int k = 0; k < 10_000; k++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            double value = BitConverter.UInt64BitsToDouble(state);
            if (!double.IsFinite(value))
                continue;
            Assert.True(Numbers.TryReal(value.ToString("R", CultureInfo.InvariantCulture), out double back));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(back));
        }
    }
}
