using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>Certificates from votes under noise, image by image; how the votes are gathered is the subclass's.</summary>
public abstract class SmoothedCertifier : ICertifier
{
    /// <inheritdoc/>
    public int Batch => 1;

    /// <inheritdoc/>
    public bool BatchMatters => false;

    /// <summary>Class and radius of the smoothed classifier at one image, or an abstention.</summary>
    /// <param name="x">Image, [C,H,W], values in [0,1].</param>
    /// <param name="image">Index of the image: part of the noise's address.</param>
    /// <param name="rng">Source of the noise; the result depends on nothing else that is random.</param>
    /// <param name="stop">Ends the sampling early where what has been seen is a valid certificate.</param>
    /// <returns>Wrong with probability at most alpha.</returns>
    public abstract Certificate Certify(Tensor x, long image, Rng rng, CancellationToken stop = default);

    /// <inheritdoc/>
    public IReadOnlyList<Certificate> Certify(Tensor images, IReadOnlyList<int> indexes, Rng rng,
        CancellationToken stop = default)
    {
        using var scope = NewDisposeScope();
        return [.. indexes.Select((index, k) => Certify(images.select(0, k), index, rng, stop))];
    }
}
