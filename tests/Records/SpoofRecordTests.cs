using Audit.Records.Certificates;
using Audit.Records.Items;

namespace Audit.Tests.Records;

public class SpoofRecordTests
{
    private const int Label = 1;
    private static readonly Votes Strong = new(Label, 990, 100, 1000, 0.001, new GaussianL2(0.25));

    [Theory]
    [InlineData(2, 999, 9.0, true, true, false)] // wrong, certified, larger radius
    [InlineData(2, 990, 9.0, true, true, false)] // wrong, certified, the same radius
    [InlineData(2, 900, 9.0, true, false, false)] // wrong, certified, smaller radius
    [InlineData(2, 500, 9.0, false, false, false)] // wrong, abstained
    [InlineData(1, 999, 9.0, false, false, false)] // right class
    [InlineData(2, 999, 0.1, true, true, true)] // two certificates of different classes overlap
    [InlineData(1, 999, 0.1, false, false, false)] // same class: overlapping is fine
    [InlineData(2, 500, 0.1, false, false, false)] // an abstention contradicts nothing
    public void From_TwoCertificates_DerivesTheVerdicts(
        int spoofClass, long count, double l2, bool spoofed, bool stronger, bool contradiction)
    {
        SpoofRecord record = Record(Strong, Strong with { Class = spoofClass, Count = count }, l2);
        Assert.Equal((spoofed, stronger, contradiction), (record.Spoofed, record.Stronger, record.Contradiction));
    }

    [Fact]
    public void From_NaturalAbstains_AnySpoofIsStronger()
    {
        SpoofRecord record = Record(Strong with { Count = 400 }, Strong with { Class = 2, Count = 800 }, 1);
        Assert.True(record.Stronger);
        Assert.False(record.Contradiction);
        Assert.Equal(VerdictKind.Abstained, record.Natural.Verdict);
    }

    [Fact]
    public void From_DistanceExactlyTheSumOfRadii_IsNoContradiction()
    {
        Votes spoof = Strong with { Class = 2 };
        double sum = 2 * new Certificate(Strong).Radius;
        Assert.False(Record(Strong, spoof, sum).Contradiction);
        Assert.True(Record(Strong, spoof, Math.BitDecrement(sum)).Contradiction);
    }

    [Theory]
    [InlineData(2, 0.1, 1.0, true, false)] // wrong, certified
    [InlineData(2, 0.0, 1.0, false, false)] // wrong, not certified
    [InlineData(1, 0.1, 1.0, false, false)] // right class
    [InlineData(2, 0.1, 0.19, true, true)] // the balls meet
    [InlineData(2, 0.1, 0.2, true, false)] // they touch, and closed balls of less than half the distance do not
    [InlineData(1, 0.1, 0.05, false, false)] // same class: overlapping is fine
    public void From_TwoBounds_DerivesTheVerdicts(int spoofClass, double margin, double linf, bool spoofed, bool contradiction)
    {
        Region asked = new(Norm.Linf, 0.1, Closed: true);
        Certificate Bound(int @class, double lower) => new(new MarginEvidence(@class, lower, "crown", "float64", asked));
        var record = BoundSpoofRecord.From(0, Label, asked, "crown", clipped: true, Bound(Label, 0.5), 2,
            Bound(spoofClass, margin), new(40, 9, linf, 1, 1, 0));
        Assert.Equal((spoofed, contradiction), (record.Spoofed, record.Contradiction));
    }

    private static SpoofRecord Record(Votes natural, Votes spoof, double l2) => SpoofRecord.From(
        0, Label, new Certificate(natural), 2, new Certificate(spoof), new(40, l2, 0.1, 1, 1, 0));
}
