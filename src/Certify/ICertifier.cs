using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>Something that issues certificates.</summary>
public interface ICertifier
{
    /// <summary>Images to give at once.</summary>
    int Batch { get; }

    /// <summary>Whether a certificate may depend on the other images of its batch, if only in the last bits of its
    /// evidence.</summary>
    bool BatchMatters { get; }

    /// <summary>A certificate for each image.</summary>
    /// <param name="images">[N,C,H,W] in [0,1], on the CPU.</param>
    /// <param name="indexes">Index of each: part of the address of its noise, where there is any.</param>
    /// <param name="rng">Source of the noise; the certificates depend on nothing else that is random.</param>
    /// <param name="stop">Ends sampling early where what has been seen is a valid certificate.</param>
    IReadOnlyList<Certificate> Certify(Tensor images, IReadOnlyList<int> indexes, Rng rng, CancellationToken stop = default);
}
