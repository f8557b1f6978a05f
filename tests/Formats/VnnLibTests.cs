using Audit.Formats;
using Audit.Formats.VnnLib;

namespace Audit.Tests.Formats;

/// <summary>Properties in VNN-LIB, and numbers as files write them.</summary>
public class VnnLibTests
{
    private const string Declared =
        "(declare-const X_0 Real) (declare-const X_1 Real) (declare-const Y_0 Real) (declare-const Y_1 Real)\n";
    private const string Box = "(assert (>= X_0 -0.5)) (assert (<= X_0 0.1)) (assert (>= X_1 0)) (assert (<= X_1 1e-1))\n";

    [Theory]
    [InlineData("0.1")]
    [InlineData("-0.1")]
    [InlineData("1e-3")]
    [InlineData("12345678901234567890.123456789")]
    [InlineData("-0.029999999329447746")]
    [InlineData("3e-320")]
    public void Number_LiesBetweenItsRoundedEnds_AndBetweenNeighbours(string text)
    {
        Assert.True(DecimalNumber.TryParse(text, out var number));
        var exact = new Rational(number.Digits, 1) * (number.Exponent >= 0
            ? new Rational(System.Numerics.BigInteger.Pow(10, number.Exponent), 1)
            : new Rational(1, System.Numerics.BigInteger.Pow(10, -number.Exponent)));
        Assert.True(Rational.Of(number.Down) <= exact && exact <= Rational.Of(number.Up));
        Assert.True(exact < Rational.Of(Math.BitIncrement(number.Down)) && exact > Rational.Of(Math.BitDecrement(number.Up)));
        Assert.True(Rational.Of(number.DownSingle) <= exact && exact <= Rational.Of(number.UpSingle));
    }

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData("-3", -3)]
    [InlineData("0.0", 0)]
    [InlineData("25e-2", 0.25)]
    public void Number_ThatADoubleIs_IsNotWidened(string text, double value)
    {
        Assert.True(DecimalNumber.TryParse(text, out var number));
        Assert.Equal((value, value, (float)value, (float)value), (number.Down, number.Up, number.DownSingle, number.UpSingle));
    }

    [Fact]
    public void Comparisons_BecomeABoxAndHalfSpaces()
    {
        var property = VnnLibFile.Parse("p.vnnlib", Declared + Box + "; a comment\n(assert (<= Y_0 Y_1)) (assert (>= Y_0 1.5))");
        var one = Assert.Single(property.Cases);
        Assert.Equal((2, 2), (property.Inputs, property.Outputs));
        Assert.Equal([-0.5, 0], one.Lower.Select(d => d.Down));
        Assert.Equal([0.1, 0.1], one.Upper.Select(d => d.Near));
        var conditions = Assert.Single(one.Unsafe);
        Assert.Equal([(0, 1), (1, -1)], conditions[0].Terms);
        Assert.Equal([(0, -1)], conditions[1].Terms);
        Assert.Equal(-1.5, conditions[1].Bound.Down);
    }

    [Fact]
    public void Disjunctions_OfOutputs_ShareTheBox_OfInputs_DoNot()
    {
        var outputs = VnnLibFile.Parse("p", Declared + Box + "(assert (or (and (<= Y_0 0)) (and (<= Y_1 0) (>= Y_0 2))))");
        Assert.Equal([1, 2], Assert.Single(outputs.Cases).Unsafe.Select(u => u.Count));
        var inputs = VnnLibFile.Parse("p",
            Declared + Box + "(assert (or (and (<= X_0 -0.25) (<= Y_0 0)) (and (>= X_0 0) (<= Y_1 0))))");
        Assert.Equal([(-0.5, -0.25), (0, 0.1)], inputs.Cases.Select(c => (c.Lower[0].Near, c.Upper[0].Near)));
        var both = VnnLibFile.Parse("p",
            Declared + Box + "(assert (or (<= X_0 0) (>= X_0 0))) (assert (or (<= Y_0 0) (<= Y_1 0)))");
        Assert.Equal(4, both.Cases.Sum(c => c.Unsafe.Count));
    }

    [Theory]
    [InlineData("(assert (<= Y_0 0)", "never closed")]
    [InlineData("(assert (< Y_0 0))", "expected and, or, <= or >=")]
    [InlineData("(assert (<= X_0 Y_0))", "expected a bound of one declared input")]
    [InlineData("(assert (<= Y_7 0))", "expected declared outputs")]
    [InlineData("(check-sat)", "expected declare-const")]
    [InlineData("))", "never opened")]
    public void DamagedProperties_AreRefused(string text, string expected) => Assert.Contains(expected,
        Assert.Throws<DataFormatException>(() => VnnLibFile.Parse("p.vnnlib", Declared + Box + text)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void InputWithoutABound_IsNamed() => Assert.Contains("X_1 has no upper bound", Assert.Throws<DataFormatException>(() =>
        VnnLibFile.Parse("p",
            Declared + "(assert (<= X_0 1)) (assert (>= X_0 0)) (assert (>= X_1 0)) (assert (<= Y_0 0))")).Message);
}
