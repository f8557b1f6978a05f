using System.Globalization;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Shrinks the image to a random size and puts it at a random place on black.</summary>
/// <param name="Smallest">Smallest size, as a share of the side, in (0,1].</param>
/// <remarks>
/// Source: Xie et al. 2018, "Mitigating adversarial effects through randomization", arXiv:1711.01991, section 3. Differs: the
/// paper enlarges 299 pixels to at most 331 (smallest share 0.90) and hands the network the larger image; a network of one size
/// gets it shrunk. Bilinear.
/// </remarks>
public sealed record ResizePad(double Smallest = 0.9) : InputDefence
{
    /// <inheritdoc/>
    public override string Name => "resize-pad";

    /// <inheritdoc/>
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"resize-pad:{Smallest}");

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, ImageShape inner, Draws draws)
    {
        var vertical = new Stretch[draws.Addresses.Length];
        var horizontal = new Stretch[draws.Addresses.Length];
        for (int row = 0; row < vertical.Length; row++)
        {
            float[] u = draws.Uniform(row, 3);
            double share = Smallest + ((1 - Smallest) * u[0]);
            vertical[row] = Place(inner.Height, share, u[1]);
            horizontal[row] = Place(inner.Width, share, u[2]);
        }
        return BatchResampling.Apply(x, vertical, horizontal);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate()
    {
        if (!(Smallest > 0 && Smallest <= 1))
            yield return string.Create(CultureInfo.InvariantCulture,
                $"the smallest size must be a share in (0,1], got {Smallest}");
    }

    private static Stretch Place(int side, double share, double u)
    {
        int size = Math.Clamp((int)Math.Round(side * share), 1, side);
        return new Stretch(0, side, (int)(u * (side - size + 1)), size);
    }
}
