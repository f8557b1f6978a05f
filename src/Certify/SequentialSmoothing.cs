using Audit.Networks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>CERTIFY with votes that are looked at one by one, and no more of them than the question needs.</summary>
/// <remarks>
/// Source: Voracek, NeurIPS 2024 (arXiv:2406.17830), in the two-sided form whose proof is at <see cref="VoteSequence"/>; the
/// noise has the addresses that <see cref="Smoothing"/> uses, so the votes are the first ones of the run with a fixed n.
/// </remarks>
public sealed class SequentialSmoothing(IClassifier classifier, SmoothingOptions options, SequentialRule rule, int batch = 0,
    int threads = 0,
    Recount? recount = null) : SmoothedCertifier
{
    private readonly NoisySampling sampling = new(classifier, options.Model, batch, threads, recount);

    /// <summary>Class, radius and decisions for one image, all of them right with probability at least 1 - alpha; the evidence is
    /// <see cref="SequentialVotes"/>.</summary>
    /// <remarks>A question that is being decided is finished before stopping, so that resuming repeats the records; without one,
    /// what there is when
    /// <paramref name="stop"/> is cancelled is the answer.</remarks>
    /// <inheritdoc/>
    public override Certificate Certify(Tensor x, long image, Rng rng, CancellationToken stop = default)
    {
        var counts0 = sampling.Count(x, options.N0, rng, new NoiseAddress(NoiseStream.Selection, image, 0));
        var votes = new VoteSequence(counts0.Top, options.N0, options.N, options.Alpha, options.Model, rule, counts0.NonFinite);
        if (!votes.Stopped)
        {
            sampling.Visit(x, options.N, rng, new NoiseAddress(NoiseStream.Estimation, image, 0),
                vote => votes.Next(vote) && !(rule.DrawsAll && stop.IsCancellationRequested));
        }
        return new Certificate(votes.Evidence);
    }
}
