using Audit.Certify;
using Audit.Networks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Looks for the strongest certificate of a wrong class: one attack a target, ranked on noise of their own, judged on fresh noise.</summary>
/// <remarks>Source: the authors' code (candidates are ranked by certificates of n0 = 100, n = 200). Differs: the ranking prefers
/// candidates certified for a wrong class, and no noise of the ranking is used again in the final certificate.</remarks>
public sealed class SpoofSearch(IClassifier classifier, SmoothingOptions smoothing, ShadowOptions options, int batch = 0, int threads = 0, Recount? recount = null)
{
    private readonly Smoothing final = new(classifier, smoothing, batch, threads, recount);
    private readonly Smoothing ranking = new(classifier, smoothing with { N0 = options.RankingN0, N = options.RankingN }, batch, threads);
    private readonly NoisySampling sampling = new(classifier, smoothing.Model, batch, threads);
    private readonly ShadowAttack attack = new(classifier, NoiseSamplers.Of(smoothing.Model).Continuous, options);

    /// <param name="x">Image, [C,H,W] in [0,1].</param>
    /// <param name="label">Its true class.</param>
    /// <param name="image">Its index: part of the noise's address.</param>
    /// <param name="rng">Source of all noise.</param>
    public Spoof Run(Tensor x, int label, long image, Rng rng)
    {
        using var scope = NewDisposeScope();
        var natural = final.Certify(x, image, rng.Derive("natural"));
        var best = Targets(x, label, image, rng)
            .Select(target => Candidate(x, label, image, target, rng))
            .MaxBy(candidate => candidate.Rank)!;
        var certificate = final.Certify(best.Image, image, rng.Derive("final"));
        return new Spoof(natural, best.Target, certificate, best.Image.MoveToOuterDisposeScope(), Measured.Between(x, best.Image));
    }

    /// <summary>Wrong classes, the ones that noise finds most often first, equals in order of class.</summary>
    private IEnumerable<int> Targets(Tensor x, int label, long image, Rng rng)
    {
        var wrong = Enumerable.Range(0, classifier.Classes).Where(c => c != label);
        if (options.Targets is not { } count || count >= classifier.Classes - 1)
            return wrong;
        var votes = sampling.Count(x, options.RankingN, rng.Derive("targets"), new NoiseAddress(NoiseStream.Ranking, image, 0));
        return wrong.OrderByDescending(c => votes.PerClass[c]).Take(count).ToList();
    }

    private (int Target, Tensor Image, (bool Spoofed, double Radius, long Votes) Rank) Candidate(Tensor x, int label, long image, int target, Rng rng)
    {
        var candidate = attack.Perturb(x, image, target, rng.Derive("attack"));
        var certificate = ranking.Certify(candidate, image, rng.Derive("ranking").Derive(target));
        bool spoofed = certificate.Class is { } c && c != label;
        var votes = (Votes)certificate.Evidence;
        return (target, candidate, (spoofed, spoofed ? certificate.Radius : 0, votes.Class != label ? votes.Count : -votes.Count));
    }
}
