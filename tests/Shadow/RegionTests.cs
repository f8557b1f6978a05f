using Audit.Shadow;

namespace Audit.Tests.Shadow;

public class RegionTests
{
    private const int Side = 16;

    /// <summary>Left half dark, right half bright.</summary>
    private static readonly float[] Halves = [.. Enumerable.Range(0, Side * Side).Select(k => k % Side < Side / 2 ? 0.1f : 0.9f)];

    [Fact]
    public void Superpixels_DoNotCrossAnEdgeOfColour()
    {
        int[] labels = Slic.Of(Halves, 1, Side, Side, 9, compactness: 0.1);
        Assert.InRange(labels.Distinct().Count(), 6, 9);
        for (int k = 0; k < labels.Length; k++)
            Assert.All(Enumerable.Range(0, labels.Length).Where(j => labels[j] == labels[k]), j => Assert.Equal(Halves[k],
                Halves[j]));
    }

    [Fact]
    public void Superpixels_OfAFlatImage_AreTheGrid()
    {
        int[] labels = Slic.Of(new float[Side * Side], 1, Side, Side, 16);
        Assert.Equal(16, labels.Distinct().Count());
        Assert.All(labels.CountBy(l => l), c => Assert.InRange(c.Value, 9, 25));
    }

    [Fact]
    public void Mask_IsTheRegionThatTheLossDependsOn()
    {
        var saliency = new float[Side * Side];
        (saliency[3 * Side + 2], saliency[12 * Side + 13]) = (5, 3);
        float[] one = SalientRegions.Mask(Halves, saliency, 1, Side, Side, 1), two = SalientRegions.Mask(Halves, saliency, 1,
            Side,
            Side, 2);
        Assert.Equal((1f, 0f), (one[3 * Side + 2], one[12 * Side + 13]));
        Assert.Equal((1f, 1f), (two[3 * Side + 2], two[12 * Side + 13]));
        Assert.InRange(one.Sum(), 4, 60);
    }
}
