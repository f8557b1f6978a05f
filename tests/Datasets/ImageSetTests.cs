using Audit.Datasets;

namespace Audit.Tests.Datasets;

public class ImageSetTests
{
    private static readonly string[] TwoClasses = ["cat", "dog"];

    private static ImageSet Make(int[]? labels = null, byte[]? pixels = null, string[]? classes = null, int height = 1) =>
        new("tiny", Split.Test, 2, height, 2 / height, classes ?? TwoClasses, labels ?? [1, 0], pixels
            ?? [0, 51, 102, 255, 1, 2, 3, 4]);

    [Fact]
    public void CopyTo_Bytes_AreDividedBy255()
    {
        float[] values = new float[4];
        Make().CopyTo(0, values);
        Assert.Equal([0f, 0.2f, 0.4f, 1f], values);
    }

    [Fact]
    public void For_NumberedClasses_AreThoseOfTheModel_AndNamedOnesStay()
    {
        string[] ten = [.. Enumerable.Range(0, 10).Select(c => $"{c}")];
        var numbered = new ImageSet("tiny", Split.Test, 2, 1, 2, ten, [1, 0], [1, 2, 3, 4, 5, 6, 7, 8]) { IsNumbered = true };
        Assert.Equal(["0", "1", "2"], numbered.For(3).Classes);
        Assert.Equal(100, numbered.For(100).Classes.Count);
        Assert.Equal([1, 0], numbered.For(3).Labels.ToArray());
        // One class cannot hold the label 1: the set stays, and whoever asks refuses it.
        Assert.Same(numbered, numbered.For(1));
        Assert.Same(numbered, numbered.For(10));
        var named = Make();
        Assert.Same(named, named.For(3));
    }

    [Fact]
    public void Pixels_SecondImage_StartsAfterTheFirst()
    {
        ImageSet set = Make();
        Assert.Equal([1, 2, 3, 4], set.Pixels(1).ToArray());
        Assert.Equal(0, set.Label(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Pixels(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Pixels(-1).Length);
    }

    [Fact]
    public void CopyTo_WrongLength_SaysBoth()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Make().CopyTo(0, new float[3]));
        Assert.Equal("An image of [2,1,2] fills 4 values, the destination has 3.", error.Message);
    }

    [Fact]
    public void Sha256_KnownContent_IsTheHashOfTheDocumentedBytes()
    {
        // printf '2 2 1 2\ncat\ndog\n\1\0\0\0\0\0\0\0\0\63\146\377\1\2\3\4' | sha256sum
        Assert.Equal("7e58343faa611113b5fcd9a64333f0bc73157f130f86cd45e3aab86ded480ff0", Make().Sha256);
    }

    [Fact]
    public void Sha256_AnyPartChanged_Differs()
    {
        string[] hashes =
        [
            Make().Sha256, Make(labels: [1, 1]).Sha256, Make(pixels: [0, 51, 102, 255, 1, 2, 3, 5]).Sha256,
            Make(classes: ["cat", "do"]).Sha256, Make(height: 2).Sha256,
        ];
        Assert.Distinct(hashes);
    }

    [Fact]
    public void Constructor_LabelWithoutClass_IsRefused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Make(labels: [1, 2]));
        Assert.Equal("tiny: the label of image 1 must be 0 to 1, got 2.", error.Message);
        Assert.Throws<ArgumentException>(() => Make(labels: [-1, 0]));
    }

    [Fact]
    public void Constructor_PixelsOfAnotherSize_AreRefused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Make(pixels: new byte[7]));
        Assert.Equal("tiny: 2 images of [2,1,2] need 8 pixel bytes, got 7.", error.Message);
    }
}
