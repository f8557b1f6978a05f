using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Compresses and decompresses each image as JPEG.</summary>
/// <param name="Quality">1 to 100.</param>
/// <remarks>
/// Source: Dziugaite, Ghahramani and Roy 2016, arXiv:1608.00853; Guo et al. 2018, arXiv:1711.00117 (quality 75). By
/// libjpeg-turbo, with its standard tables; colours at half resolution (4:2:0), as most writers store them.
/// </remarks>
public sealed record Jpeg(int Quality = 75) : InputDefence
{
    /// <inheritdoc/>
    public override string Name => "jpeg";

    /// <inheritdoc/>
    public override string Text => $"jpeg:{Quality}";

    /// <inheritdoc/>
    public override string Surrogate => "identity";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, ImageShape inner, Draws draws) => CodecBatch.RoundTrip(x, Quality);

    /// <inheritdoc/>
    public override IEnumerable<string> Validate()
    {
        if (Quality is < 1 or > 100)
            yield return $"quality must be 1 to 100, got {Quality}";
    }

    /// <inheritdoc/>
    private protected override void Check(ImageShape inner) => CheckChannels(Text, inner);

    internal static void CheckChannels(string text, ImageShape inner)
    {
        if (inner.Channels is not (1 or 3))
            throw new UsageException($"--defence {text} codes images of 1 or 3 channels, the network behind it takes {inner}");
    }
}
