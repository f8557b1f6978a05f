using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Something that certifies and has a gradient: all that the Shadow Attack knows of what it spoofs.</summary>
public interface IDifferentiableCertifier
{
    /// <summary>Shape of one image.</summary>
    ImageShape InputShape { get; }

    /// <summary>Number of classes.</summary>
    int Classes { get; }

    /// <summary>Where ascents are computed.</summary>
    Device Device { get; }

    /// <summary>Ascents that are climbed together.</summary>
    int Block { get; }

    /// <summary>Whether blocks with fewer are filled up, since how many rows there are could change their last bits.</summary>
    bool IsFilled { get; }

    /// <summary>Whether an image has one certificate, however often it is judged: a candidate's certificate is then final, and an
    /// image with one for a wrong class is done.</summary>
    bool IsExact { get; }

    /// <summary>The certificates that are recorded, of clean images and of the candidates that were chosen.</summary>
    /// <param name="images">[N,C,H,W] in [0,1], on the CPU.</param>
    /// <param name="originals">Whose images they are.</param>
    /// <param name="rng">Source of all noise.</param>
    IReadOnlyList<Certificate> Certify(Tensor images, IReadOnlyList<Original> originals, Rng rng);

    /// <summary>The certificates by which candidates are compared; on noise that <see cref="Certify"/> does not use.</summary>
    /// <param name="images">[N,C,H,W] in [0,1], on the CPU.</param>
    /// <param name="originals">Whose images they are.</param>
    /// <param name="targets">The class that each aims at.</param>
    /// <param name="rng">Source of all noise.</param>
    IReadOnlyList<Certificate> Compare(Tensor images, IReadOnlyList<Original> originals, IReadOnlyList<int> targets, Rng rng);

    /// <summary>How near a certificate is to what the attack wants, a strong one of a wrong class, as far as it is none: compared
    /// in this order.</summary>
    (double First, double Second) Nearness(Certificate certificate, int label);

    /// <summary>Classes of clean images, strongest first.</summary>
    /// <param name="images">[N,C,H,W] in [0,1], on the CPU.</param>
    /// <param name="originals">Whose images they are.</param>
    /// <param name="rng">Source of all noise.</param>
    IReadOnlyList<IReadOnlyList<int>> Strongest(Tensor images, IReadOnlyList<Original> originals, Rng rng);

    /// <summary>What to climb towards certificates of the targets; lives until the dispose scope ends.</summary>
    /// <param name="images">[N,C,H,W], on <see cref="Device"/>.</param>
    /// <param name="originals">Whose images they are.</param>
    /// <param name="targets">The class that each aims at, or leaves.</param>
    /// <param name="rng">Source of the ascents.</param>
    /// <param name="round">Copies and noise of a round; null for an ascent without rounds.</param>
    IShadowLoss Loss(Tensor images, IReadOnlyList<Original> originals, IReadOnlyList<int> targets, Rng rng,
        SearchRound? round = null);
}
