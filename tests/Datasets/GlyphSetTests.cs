using Audit.Datasets;

namespace Audit.Tests.Datasets;

public class GlyphSetTests
{
    /// <summary>The committed checkpoint was trained on these bytes: a change here is a new data set and needs a new
    /// checkpoint.</summary>
    [Theory]
    [InlineData(Split.Train, "fe62bfa8020aa965271c893d3e05655425bc88af030f6803146d4790f8a5f9c9")]
    [InlineData(Split.Test, "947daee840814a8367fefa3d9492a2ca9f918154cdeb9d80fae9f531f9de8f3d")]
    public void Generate_SeedZero_FirstHundredImagesNeverChange(Split split, string sha256) =>
        Assert.Equal(sha256, GlyphSet.Generate(0, split, 100).Sha256);

    [Fact]
    public void Generate_LongerSet_StartsWithTheSameImages()
    {
        ImageSet few = GlyphSet.Generate(3, Split.Test, 7), more = GlyphSet.Generate(3, Split.Test, 25);
        for (int i = 0; i < few.Count; i++)
        {
            Assert.Equal(few.Label(i), more.Label(i));
            Assert.True(few.Pixels(i).SequenceEqual(more.Pixels(i)));
        }
    }

    [Fact]
    public void Generate_OtherSeedOrSplit_GivesOtherImages()
    {
        ImageSet[] sets =
        [
            GlyphSet.Generate(0, Split.Train, 40), GlyphSet.Generate(0, Split.Test, 40),
            GlyphSet.Generate(1, Split.Train, 40), GlyphSet.Generate(1, Split.Test, 40),
        ];
        List<string> images = [.. sets.SelectMany(set => Enumerable.Range(0, 40)
            .Select(i => Convert.ToHexString(set.Pixels(i))))];
        Assert.Distinct(images);
    }

    [Fact]
    public void Load_DefaultTestSplit_IsBalancedAlsoAtEveryTwentieth()
    {
        ImageSet test = DataSpec.Parse("glyphs").Load(Split.Test);
        Assert.Equal((1000, 3, 32, 32, 10), (test.Count, test.Channels, test.Height, test.Width, test.Classes.Count));
        int[] labels = test.Labels.ToArray();
        Assert.Equal(Enumerable.Repeat(100, 10), labels.CountBy(label => label).Select(pair => pair.Value));
        Assert.Equal(10, labels.Where((_, i) => i % 20 == 0).Distinct().Count());
        Assert.Equal(test.Sha256, DataSpec.Parse("glyphs:0").Load(Split.Test).Sha256);
    }

    /// <summary>Class means hide the shapes, which lie anywhere at any angle: a linear look at the pixels must not solve the
    /// task.</summary>
    [Fact]
    public void Generate_NearestClassMean_IsBadAtIt()
    {
        ImageSet train = GlyphSet.Generate(0, Split.Train, 2000), test = GlyphSet.Generate(0, Split.Test, 500);
        double[][] means = [.. Enumerable.Range(0, 10).Select(_ => new double[train.ImageSize])];
        for (int i = 0; i < train.Count; i++)
            for (int j = 0; j < train.ImageSize; j++)
                means[train.Label(i)][j] += train.Pixels(i)[j] / 200.0;
        int right = 0;
        for (int i = 0; i < test.Count; i++)
        {
            byte[] image = test.Pixels(i).ToArray();
            double Distance(int label) => means[label].Zip(image, (mean, value) => (mean - value) * (mean - value)).Sum();
            if (Enumerable.Range(0, 10).MinBy(Distance) == test.Label(i))
                right++;
        }
        Assert.InRange(right / 500.0, 0.05, 0.35);
    }

    /// <summary>As in photographs: neighbours resemble each other, no image is flat, few pixels are burnt out.</summary>
    [Fact]
    public void Generate_Images_HaveTheStatisticsOfPhotographs()
    {
        ImageSet set = GlyphSet.Generate(0, Split.Test, 300);
        double correlations = 0, clipped = 0;
        for (int i = 0; i < set.Count; i++)
        {
            double[] green = [.. set.Pixels(i).Slice(1024, 1024).ToArray().Select(value => value / 255.0)];
            double mean = green.Average(), variance = green.Average(value => (value - mean) * (value - mean));
            Assert.InRange(Math.Sqrt(variance), 0.02, 0.45);
            double product = Enumerable.Range(0, 1024).Where(j => j % 32 < 31)
                .Average(j => (green[j] - mean) * (green[j + 1] - mean));
            correlations += product / variance / set.Count;
            clipped += green.Count(value => value is 0 or 1) / 1024.0 / set.Count;
        }
        Assert.InRange(correlations, 0.85, 0.99);
        Assert.InRange(clipped, 0, 0.05);
    }
}
