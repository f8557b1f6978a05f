using Audit.Defences.Transformations;
using Audit.Inputs;
using Audit.Noise;
using Audit.Tests.Attacks;
using static TorchSharp.torch;

namespace Audit.Tests.Defences.Transformations;

public class WarpTests
{
    private static Tensor Picture() => tensor([.. Enumerable.Range(1, 16).Select(k => k / 20f)], [1, 1, 4, 4]);

    private static Tensor Of(double value) => full([1, 1, 1, 1], value);

    private static float[] Warped(double angle = 0, double scale = 1, double down = 0, double right = 0, double outside = 0)
    {
        using var scope = NewDisposeScope();
        return Trial.Floats(Warp.Bilinear(Picture(), Of(angle), Of(scale), Of(down), Of(right), Of(outside)));
    }

    [Fact]
    public void None_IsThePictureItself() => Assert.Equal([.. Enumerable.Range(1, 16).Select(k => k / 20f)], Warped());

    [Fact]
    public void QuarterTurn_PermutesThePixels()
    {
        // Seen pixel (r, c) shows the picture's (3 - c, r): a turn of the picture by 90 degrees clockwise.
        float[] expected = [.. from r in Enumerable.Range(0, 4) from c in Enumerable.Range(0,
            4) select (((3 - c) * 4) + r + 1) / 20f];
        Assert.All(expected.Zip(Warped(angle: Math.PI / 2)), pair => Assert.Equal(pair.First, pair.Second, 5));
    }

    [Fact]
    public void Shift_ByWholePixels_MovesThem_AndShowsTheBackground()
    {
        float[] expected = [.. from r in Enumerable.Range(0, 4) from c in Enumerable.Range(0, 4) select r == 0 ? 0.7f
            : (((r - 1) * 4) + c + 1) / 20f];
        Assert.All(expected.Zip(Warped(down: 0.25, outside: 0.7)), pair => Assert.Equal(pair.First, pair.Second, 5));
    }

    [Fact]
    public void HalfAPixel_IsTheMeanOfTwo()
    {
        float[] shifted = Warped(right: 0.125);
        Assert.Equal((1 + 2) / 40f, shifted[1], 5);
        Assert.Equal((15 + 16) / 40f, shifted[15], 5);
    }

    [Fact]
    public void Scale_ReadsNearerToTheCentre()
    {
        // Twice the size: the corner shows the point halfway to the centre: (0.75, 0.75) between four pixels.
        float corner = Warped(scale: 2)[0];
        double expected = ((1 * 0.0625) + (2 * 0.1875) + (5 * 0.1875) + (6 * 0.5625)) / 20;
        Assert.Equal(expected, corner, 5);
    }

    [Fact]
    public void Gradient_IsThatOfFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        Tensor Value(Tensor x) => (Warp.Bilinear(x, Of(0.3), Of(1.1), Of(0.05), Of(-0.07), Of(0.2))
            .flatten() * arange(16.0, float32)).sum();
        var at = Picture().requires_grad_();
        float[] exact = Trial.Floats(autograd.grad([Value(at)], [at])[0]);
        for (int k = 0; k < 16; k++)
        {
            var step = zeros(16);
            step[k] = tensor(0.01f);
            double numeric = (Value(Picture() + step.reshape(1, 1, 4, 4)) - Value(Picture() - step.reshape(1, 1, 4, 4)))
                .ToDouble() / 0.02;
            Assert.Equal(numeric, exact[k], 2);
        }
    }

    [Fact]
    public void Draws_AreRepeatable_AndWithinTheirRange()
    {
        using var scope = NewDisposeScope();
        var transforms = PhysicalTransforms.Parse("brightness=0.2");
        var model = new TransformedClassifier(Trial.Curved(), transforms, new Rng(1));
        NoiseAddress[] draws = [.. Enumerable.Range(0, 200).Select(k => new NoiseAddress(NoiseStream.Attack, 0, k))];
        var grey = full([200, 1, 4, 4], 0.5);
        var seen = model.Seen(grey, new Draws(new Rng(2), draws));
        Assert.True(seen.Equals(model.Seen(grey, new Draws(new Rng(2), draws))));
        double[] values = [.. seen.select(1, 0).select(1, 0).select(1, 0).to(float64).data<double>().ToArray().Order()];
        Assert.InRange(values[0], 0.3, 0.31);
        Assert.InRange(values[^1], 0.69, 0.7 + 1e-6);
    }

    [Theory]
    [InlineData("rotate=200", "rotate must be 0 to 180 degrees, got 200")]
    [InlineData("spin=2", "--transform takes rotate, scale")]
    [InlineData("rotate", "--transform takes name=number")]
    [InlineData("scale=NaN", "--transform takes name=number, such as rotate=15; got 'scale=NaN'")]
    public void Parse_Nonsense_IsNamed(string text, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => PhysicalTransforms.Parse(text)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Parse_ReadsBackWhatToStringWrites()
    {
        var transforms = PhysicalTransforms.Parse("rotate=15,scale=0.1,translate=0.05,brightness=0.1,background=1");
        Assert.Equal(transforms, PhysicalTransforms.Parse(transforms.ToString()));
    }
}
