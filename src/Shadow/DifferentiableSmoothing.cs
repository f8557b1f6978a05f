using System.Runtime.InteropServices;
using Audit.Certify;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>A smoothed classifier as something to spoof: its gradient is the base classifier's, averaged over noisy
/// copies.</summary>
/// <remarks>Source: the authors' code, where candidates are ranked by certificates of n0 = 100, n = 200. Differs: no noise of the
/// ranking is used again in the final certificate.</remarks>
/// <param name="classifier">The base classifier.</param>
/// <param name="smoothing">Settings of the certificates.</param>
/// <param name="options">What is climbed, copies of the gradient, and samples of the ranking.</param>
/// <param name="batch">Samples held at once; 0 chooses.</param>
/// <param name="threads">At most this many; 0 is all.</param>
/// <param name="recount">Takes part of the certificates' votes again; null for nobody.</param>
public sealed class DifferentiableSmoothing(IClassifier classifier, SmoothingOptions smoothing, ShadowOptions options,
    int batch = 0, int threads = 0,
    Recount? recount = null) : IDifferentiableCertifier
{
    private readonly Smoothing final = new(classifier, smoothing, batch, threads, recount);
    private readonly Smoothing ranking = new(classifier, smoothing with { N0 = options.RankingN0, N = options.RankingN }, batch,
        threads);
    private readonly NoisySampling sampling = new(classifier, smoothing.Model, batch, threads);
    private readonly NoiseSampler noise = NoiseSamplers.Of(smoothing.Model).Continuous;

    /// <summary>The noise of the copies, in turn: every other copy has the certificates' own where others are to be
    /// withstood.</summary>
    private readonly IReadOnlyList<NoiseSampler> drawn = options.Evade is Evasion.Sigmas or Evasion.All
        ? [.. EvasionOptions.Sigmas.SelectMany(factor => (double[])[1, factor]).Select(factor =>
            NoiseSamplers.Of(NoiseModels.Of(smoothing.Model.Name, smoothing.Sigma * factor)).Continuous)]
        : [NoiseSamplers.Of(smoothing.Model).Continuous];

    /// <inheritdoc/>
    public ImageShape InputShape => classifier.InputShape;

    /// <inheritdoc/>
    public int Classes => classifier.Classes;

    /// <inheritdoc/>
    public Device Device => classifier.Device;

    /// <inheritdoc/>
    public int Block => 64;

    /// <remarks>The loss groups its own rows.</remarks>
    /// <inheritdoc/>
    public bool IsFilled => false;

    /// <inheritdoc/>
    public bool IsExact => false;

    /// <inheritdoc/>
    public IReadOnlyList<Certificate> Certify(Tensor images, IReadOnlyList<Original> originals, Rng rng) =>
        final.Certify(images, [.. originals.Select(o => o.Index)], rng);

    /// <inheritdoc/>
    public IReadOnlyList<Certificate> Compare(Tensor images, IReadOnlyList<Original> originals, IReadOnlyList<int> targets,
        Rng rng)
    {
        using var scope = NewDisposeScope();
        return [.. originals.Select((o, k) => ranking.Certify(images.select(0, k), o.Index, rng.Derive(targets[k])))];
    }

    /// <summary>The radius, where a wrong class is certified; then the votes for or against one. Of the abstention attack, the
    /// votes that the strongest class lacks.</summary>
    /// <inheritdoc/>
    public (double First, double Second) Nearness(Certificate certificate, int label)
    {
        var votes = (Votes)certificate.Evidence;
        return options.Objective == ObjectiveKind.Abstention ? (0, -votes.Count)
            : (certificate.Class is int c && c != label ? certificate.Radius : 0, votes.Class != label ? votes.Count
                : -votes.Count);
    }

    /// <summary>In the order in which noise finds them, equals in order of class.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<int>> Strongest(Tensor images, IReadOnlyList<Original> originals, Rng rng)
    {
        using var scope = NewDisposeScope();
        return [.. originals.Select((o, k) =>
        {
            var votes = sampling.Count(images.select(0, k), options.RankingN, rng,
                new NoiseAddress(NoiseStream.Ranking, o.Index, 0));
            return (IReadOnlyList<int>)[.. Enumerable.Range(0, classifier.Classes).OrderByDescending(c => votes.PerClass[c])];
        })];
    }

    /// <inheritdoc/>
    public IShadowLoss Loss(Tensor images, IReadOnlyList<Original> originals, IReadOnlyList<int> targets, Rng rng,
        SearchRound? round = null)
    {
        NoisyCopies Copies(int row)
        {
            var own = rng.Derive(targets[row]);
            return new(InputShape, drawn, round?.Copies ?? options.Copies, options.FreshNoise,
                round is { Index: > 0 } later ? own.Derive("round").Derive(later.Index) : own, originals[row].Index, Device);
        }
        return new SmoothedLoss(classifier, images, targets, [.. Enumerable.Range(0, targets.Count).Select(Copies)],
            options.Climbed(smoothing.Sigma))
        {
            Model = smoothing.Model,
            Tints = options.Evade is Evasion.Colour or Evasion.All ? EvasionOptions.Tints(InputShape.Channels) : null,
            Away = options.Targets.IsUntargeted,
            Enough = options.StopRadius,
            Mask = options.Regions is { } regions ? Masks(images, targets, originals, rng, regions) : null,
            PassesBefore = options.Regions is null ? 0 : options.Copies,
        };
    }

    /// <summary>The pixels that may change, [B,1,H,W].</summary>
    private Tensor Masks(Tensor images, IReadOnlyList<int> targets, IReadOnlyList<Original> originals, Rng rng, int regions)
    {
        var (c, h, w) = (InputShape.Channels, InputShape.Height, InputShape.Width);
        var copies = originals.Select((o, k) => new NoisyCopies(InputShape, noise, options.Copies, true,
            rng.Derive("saliency").Derive(targets[k]), o.Index, Device)).ToList();
        var loss = new SmoothedLoss(classifier, images, targets, copies, new MinusCrossEntropy(options.Targets.IsUntargeted));
        var gradient = new EquationTwo(loss, default).Evaluate(zeros_like(images), 0).Gradient;
        var saliency = gradient.abs().sum([1L]).cpu().contiguous();
        var clean = images.cpu().contiguous();
        return stack(originals.Select((_, k) => tensor(SalientRegions.Mask(
            MemoryMarshal.Cast<byte, float>(clean.select(0, k).contiguous().bytes),
            MemoryMarshal.Cast<byte, float>(saliency.select(0, k).contiguous().bytes), c, h, w, regions), [1, h, w]))).to(Device);
    }
}
