using Audit.Networks;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Records.Statistics;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>The smoothed classifier g(x) = argmax over c of P(f(x + noise) = c) and its certificates (Cohen et al.
/// 2019).</summary>
/// <remarks>Source: arXiv:1902.02918, section 3.2. Differs: the binomial bound and the quantile are rounded to the safe side, and
/// samples with non-finite logits make an abstention.</remarks>
public sealed class Smoothing(IClassifier classifier, SmoothingOptions options, int batch = 0, int threads = 0,
    Recount? recount = null)
    : SmoothedCertifier
{
    private readonly NoisySampling sampling = new(classifier, options.Model, batch, threads, recount);

    /// <summary>The parameters.</summary>
    public SmoothingOptions Options => options;

    /// <summary>CERTIFY.</summary>
    /// <inheritdoc/>
    public override Certificate Certify(Tensor x, long image, Rng rng, CancellationToken stop = default)
    {
        // counts0 <- SAMPLEUNDERNOISE(f, x, n0, sigma); cA <- top index in counts0
        var counts0 = sampling.Count(x, options.N0, rng, new NoiseAddress(NoiseStream.Selection, image, 0));
        int top = counts0.Top;
        // counts <- SAMPLEUNDERNOISE(f, x, n, sigma)
        var counts = sampling.Count(x, options.N, rng, new NoiseAddress(NoiseStream.Estimation, image, 0));
        // pA <- LOWERCONFBOUND(counts[cA], n, 1 - alpha); if pA > 1/2 return cA and the radius of pA, else ABSTAIN
        return new Certificate(new Votes(top, counts.PerClass[top], options.N0, options.N, options.Alpha, options.Model,
            counts0.NonFinite + counts.NonFinite));
    }

    /// <summary>PREDICT: the class of the smoothed classifier at one image, or an abstention.</summary>
    /// <param name="x">Image, [C,H,W], values in [0,1].</param>
    /// <param name="image">Index of the image: part of the noise's address.</param>
    /// <param name="n">Samples.</param>
    /// <param name="rng">Source of the noise.</param>
    /// <returns>A class that is not g(x) with probability at most alpha.</returns>
    public Verdict Predict(Tensor x, long image, long n, Rng rng)
    {
        var counts = sampling.Count(x, n, rng, new NoiseAddress(NoiseStream.Prediction, image, 0));
        if (counts.NonFinite > 0)
            return new Abstained($"{counts.NonFinite} of {n} samples had NaN or infinite logits");
        return Prediction.Of(counts.PerClass, options.Alpha) is { } top ? new Certified(top)
            : new Abstained("the two top classes cannot be told apart");
    }
}
