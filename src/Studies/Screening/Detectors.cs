using Audit.Certify;
using Audit.Networks;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Shadow;
using static TorchSharp.torch;

namespace Audit.Studies.Screening;

/// <summary>Detectors of spoofed certificates, as REFERENCES and intuition propose them; none is from a publication, and each is
/// worth what its rows under an attacker who knows it are worth.</summary>
public static class Detectors
{
    /// <summary>Samples behind each share of votes.</summary>
    public const int Samples = 200;

    /// <param name="classifier">The base classifier.</param>
    /// <param name="noise">The noise of the certificates: Gaussian.</param>
    /// <param name="reference">Natural images that are certified for their label.</param>
    /// <param name="rng">Source of noise.</param>
    /// <param name="threads">CPU cores; 0 is all.</param>
    public static IReadOnlyList<Detector> Of(IClassifier classifier, NoiseModel noise, IReadOnlyList<ScreenedImage> reference,
        Rng rng,
        int threads = 0)
    {
        double Share(ScreenedImage image, Tensor x, double factor)
        {
            var sampling = new NoisySampling(classifier, NoiseModels.Of(noise.Name, noise.Sigma * factor), 0, threads);
            var votes = sampling.Count(x, Samples, rng.Derive((long)(factor * 1000)),
                new NoiseAddress(NoiseStream.Diagnosis, image.Index, 0));
            return votes.PerClass[image.Side.Class] / (double)Samples;
        }
        return
        [
            new("sigmas", "fall of the class's votes at other noise levels", image =>
            {
                double here = Share(image, image.X, 1);
                return EvasionOptions.Sigmas.Max(factor => here - Share(image, image.X, factor));
            }),
            new("colour", "fall of the class's votes under mild colour changes", image =>
            {
                using var scope = NewDisposeScope();
                double here = Share(image, image.X, 1);
                return EvasionOptions.Tints((int)image.X.size(0)).Max(tint =>
                    here - Share(image, (image.X * tensor(tint, [tint.Length, 1, 1])).clamp(0, 1), 1));
            }),
            new("residual", "total variation that is left after a blur of 3x3 pixels: smooth changes add none", image =>
                -Residual(image.X)),
            new("class-radius", "how far its radius is from the middle of its class's natural radii", image =>
                FromTheMiddle(image, reference)),
        ];
    }

    private static double Residual(Tensor x)
    {
        using var scope = NewDisposeScope();
        var batch = x.unsqueeze(0);
        var inner = batch.narrow(2, 1, x.size(1) - 2).narrow(3, 1, x.size(2) - 2);
        return Penalties.TotalVariation(inner - nn.functional.avg_pool2d(batch, [3L, 3], [1L, 1])).ToDouble();
    }

    /// <summary>1 at the ends of the distribution of the class's natural radii, 0 in its middle; the image itself is left
    /// out.</summary>
    private static double FromTheMiddle(ScreenedImage image, IReadOnlyList<ScreenedImage> reference)
    {
        double[] radii = [.. reference.Where(r => r.Side.Class == image.Side.Class && r.Index != image.Index).Select(r =>
            r.Side.Radius)];
        if (radii.Length == 0)
            return 0.5;
        double rank = (radii.Count(r => r < image.Side.Radius) + 0.5 * radii.Count(r => r == image.Side.Radius)) / radii.Length;
        return Math.Abs(2 * rank - 1);
    }
}
