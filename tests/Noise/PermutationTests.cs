using Audit.Noise;

namespace Audit.Tests.Noise;

public class PermutationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50_000)]
    public void Of_ContainsEachIndexOnce(int n)
    {
        int[] order = Permutation.Of(n, new Rng(5), NoiseStream.Order, 3);
        Array.Sort(order);
        Assert.Equal(Enumerable.Range(0, n), order);
    }

    [Fact]
    public void Of_EpochSourceAndStream_EachChangeTheOrder()
    {
        string[] orders =
        [
            .. new[]
            {
                Permutation.Of(100, new Rng(5), NoiseStream.Order, 0), Permutation.Of(100, new Rng(5), NoiseStream.Order, 1),
                Permutation.Of(100, new Rng(6), NoiseStream.Order, 0), Permutation.Of(100, new Rng(5), NoiseStream.Data, 0),
            }.Select(order => string.Join(' ', order)),
        ];
        Assert.Equal(4, orders.Distinct().Count());
        Assert.Equal(orders[0], string.Join(' ', Permutation.Of(100, new Rng(5), NoiseStream.Order, 0)));
    }

    [Fact]
    public void Of_FourThings_EachOfThe24OrdersIsEquallyOften()
    {
        var counts = new Dictionary<string, int>();
        const int Epochs = 48_000;
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            string order = string.Concat(Permutation.Of(4, new Rng(8), NoiseStream.Order, epoch));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(24, counts.Count);
        double expected = Epochs / 24.0;
        double statistic = counts.Values.Sum(count => (count - expected) * (count - expected) / expected);
        // Chi-square with 23 degrees; P(above 66) = 5e-6.
        Assert.InRange(statistic, 5, 66);
    }
}
