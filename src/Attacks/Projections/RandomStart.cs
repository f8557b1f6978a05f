using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Uniform perturbations in the ball of each image's epsilon, before the clips them.</summary>
public static class RandomStart
{
    /// <param name="norm">Norm of the ball.</param>
    /// <param name="like">Images, [N,...]: shape and device.</param>
    /// <param name="epsilon">Radius of each image's ball, [N], on the same device.</param>
    /// <param name="images">Indexes of the images: part of the noise's address.</param>
    /// <param name="rng">Source of the noise.</param>
    /// <param name="sample">Which start of these images.</param>
    public static Tensor In(Norm norm, Tensor like, Tensor epsilon, IReadOnlyList<long> images, Rng rng, long sample = 0)
    {
        using var scope = NewDisposeScope();
        NoiseAddress[] addresses = [.. images.Select(image => new NoiseAddress(NoiseStream.Start, image, sample))];
        var unit = norm switch
        {
            Norm.Linf => AddressedNoise.Uniform(like, rng, addresses) * 2 - 1,
            Norm.L2 => PerImage.Normalised(AddressedNoise.Gaussian(like, rng, addresses), Norm.L2) * Length(like, rng, addresses),
            // A direction uniform on the L1 sphere is that of independent two-sided exponentials.
            _ => PerImage.Normalised(Laplace(like, rng, addresses), Norm.L1) * Length(like, rng, addresses),
        };
        return (unit * PerImage.Spread(epsilon, like)).MoveToOuterDisposeScope();
    }

    /// <summary>u^(1/d): the distance from the centre of a point uniform in a ball of d dimensions.</summary>
    private static Tensor Length(Tensor like, Rng rng, NoiseAddress[] addresses)
    {
        double dimensions = like.numel() / Math.Max(1, like.size(0));
        var u = AddressedNoise.Uniform(zeros([addresses.Length, 1], float32, like.device), rng.Derive("length"), addresses);
        return PerImage.Spread((u.flatten().clamp(1e-12).log() / dimensions).exp(), like);
    }

    private static Tensor Laplace(Tensor like, Rng rng, NoiseAddress[] addresses)
    {
        var u = AddressedNoise.Uniform(like, rng, addresses) - 0.5;
        return -u.sign() * (1 - u.abs() * 2).clamp(1e-12).log();
    }
}
