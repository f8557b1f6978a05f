using System.Globalization;
using Audit.Formats;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Averages the predictions on random crops, each stretched to the full size.</summary>
/// <param name="Count">Crops a prediction.</param>
/// <param name="Size">Side of a crop, as a share of the image's.</param>
/// <remarks>
/// Source: Guo, Rana, Cisse and van der Maaten 2018, arXiv:1711.00117, section 3 (image cropping-rescaling; 30 crops of 90 out of
/// 224 pixels). Differs: larger crops by default, as images of 28 or 32 pixels show too little at 0.4. Probabilities are
/// averaged.
/// </remarks>
public sealed record RandomCrops(int Count = 10, double Size = 0.85) : Defence
{
    /// <inheritdoc/>
    public override string Name => "crops";

    /// <inheritdoc/>
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"crops:{Count},size={Size}");

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override IClassifier Around(IClassifier inner, Rng source, bool surrogate) => new Voting(this, inner, source);

    /// <inheritdoc/>
    public override IEnumerable<string> Validate()
    {
        if (Count is < 1 or > 1000)
            yield return $"crops must be 1 to 1000, got {Count}";
        if (!(Size > 0 && Size <= 1))
            yield return string.Create(CultureInfo.InvariantCulture, $"size must be a share in (0,1], got {Size}");
    }

    private Tensor Cropped(Tensor x, ImageShape shape, Draws draws)
    {
        var vertical = new Stretch[draws.Addresses.Length];
        var horizontal = new Stretch[draws.Addresses.Length];
        for (int row = 0; row < vertical.Length; row++)
        {
            float[] u = draws.Uniform(row, 2);
            vertical[row] = Window(shape.Height, u[0]);
            horizontal[row] = Window(shape.Width, u[1]);
        }
        return BatchResampling.Apply(x, vertical, horizontal);
    }

    private Stretch Window(int side, double u)
    {
        int length = Math.Clamp((int)Math.Round(side * Size), 1, side);
        return new Stretch((int)(u * (side - length + 1)), length, 0, side);
    }

    private sealed class Voting(RandomCrops defence, IClassifier inner, Rng source) : RandomClassifier(inner)
    {
        public override Tensor Logits(Tensor x, Draws draws = default)
        {
            using var scope = NewDisposeScope();
            var here = draws.Or(source, x);
            var votes = Enumerable.Range(0, defence.Count).Select(k =>
                Inner.Logits(defence.Cropped(x, InputShape, here.Derive(defence.Name).Derive(k)), here.Derive("inner").Derive(k))
                    .log_softmax(1)).ToArray();
            // log of the mean probability, without leaving logarithms.
            return (stack(votes, 0).logsumexp(0) - Math.Log(defence.Count)).MoveToOuterDisposeScope();
        }
    }
}
