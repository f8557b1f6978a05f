using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Stochastic local quantisation: each 8x8 block from a JPEG of a random quality out of 20, 40, 60 and 80.</summary>
/// <remarks>Source: Das et al. 2018, "SHIELD", arXiv:1802.06816, section 4.2. Differs: the network is not retrained on compressed
/// images.</remarks>
public sealed record Shield : InputDefence
{
    private const int Block = 8;
    private static readonly int[] Qualities = [20, 40, 60, 80];

    /// <inheritdoc/>
    public override string Name => "shield";

    /// <inheritdoc/>
    public override string Text => Name;

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override string Surrogate => "identity";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, ImageShape inner, Draws draws)
    {
        using var scope = NewDisposeScope();
        var choice = Choice(inner, draws).to(x.device);
        var result = zeros_like(x);
        for (int k = 0; k < Qualities.Length; k++)
            result = where(choice.eq(k), CodecBatch.RoundTrip(x, Qualities[k]), result);
        return result.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    private protected override void Check(ImageShape inner) => Jpeg.CheckChannels(Text, inner);

    /// <summary>Which quality each pixel's block takes, [N,1,H,W].</summary>
    private static Tensor Choice(ImageShape shape, Draws draws)
    {
        int tall = (shape.Height + Block - 1) / Block, wide = (shape.Width + Block - 1) / Block;
        long[] chosen = [.. Enumerable.Range(0, draws.Addresses.Length)
            .SelectMany(row => draws.Uniform(row, tall * wide)).Select(u => (long)(u * Qualities.Length))];
        return tensor(chosen, [draws.Addresses.Length, 1, tall, wide]).repeat_interleave(Block, 2).repeat_interleave(Block, 3)
            .narrow(2, 0, shape.Height).narrow(3, 0, shape.Width);
    }
}
