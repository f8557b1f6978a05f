using Audit.Datasets;
using Audit.Import;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Tests.Import;

public class AccuracyTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Count_ALogitThatIsNotFinite_IsNeverRight(float broken)
    {
        // The label's own logit is the broken one: to argmax both a NaN and an infinity are the largest of all.
        using var scope = NewDisposeScope();
        var images = new ImageSet("grey", Split.Test, 1, 1, 1, ["a", "b"], [1, 1, 0], [0, 255, 255]);
        var model = new FunctionClassifier(new ImageShape(1, 1, 1), 2, x =>
        {
            var pixel = x.flatten();
            return stack([full_like(pixel, 0.5), where(pixel.gt(0.5), full_like(pixel, broken), ones_like(pixel))], 1);
        });
        Assert.Equal(1, Accuracy.Count(model, images));
    }

    [Fact]
    public void TopVote_TiesAndBrokenLogits_SpanAndTensorAgree()
    {
        using var scope = NewDisposeScope();
        float[] rows = [1, 3, 3, 3, 2, 1, 0, float.NaN, 1, 0, 0, float.NegativeInfinity, -1, -1, -1];
        int?[] expected = [1, 0, null, null, 0];
        Assert.Equal(expected, TopVote.Of(tensor(rows, [5, 3])));
        Assert.Equal(expected, rows.Chunk(3).Select(row => TopVote.Of(row)));
    }
}
