using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Value and gradient of a loss, averaged over draws in pieces that fit memory.</summary>
internal sealed class GradientEstimate(Oracle oracle, Tensor x, ILoss loss, Aim aim, Averaging averaging)
{
    /// <summary>A finite number that records can hold.</summary>
    private const double LargestRatio = 1e12;

    private readonly long images = x.size(0);
    private Tensor? squares;
    private Tensor? gradient;
    private int draws;

    /// <summary>Images whose gradient was not finite in some draw.</summary>
    public bool[] Broken { get; private set; } = new bool[x.size(0)];

    /// <summary>Backward passes per image.</summary>
    public int Passes => draws;

    /// <summary>The mean over all draws.</summary>
    /// <param name="all">Addresses of each draw, one per image.</param>
    /// <param name="maxRows">Rows that the network sees at once.</param>
    public Probe Over(IReadOnlyList<NoiseAddress[]> all, int maxRows)
    {
        draws = all.Count;
        if (draws == 1)
            return OfOne(all[0]);
        (squares, gradient) = (zeros([images], float64), zeros_like(x));
        if (averaging != Averaging.Loss)
            return OfTheMean(all, maxRows);
        var values = zeros([images], float32, x.device);
        var logits = zeros([images, oracle.Classes], float32, x.device);
        foreach (var piece in Pieces(all, images, maxRows))
        {
            using var scope = NewDisposeScope();
            int copies = piece.Length;
            var at = Copies(x, copies).requires_grad_();
            var repeated = aim.Repeat(copies);
            var (each, answers) = oracle.Ask(at, Flat(piece), z => loss.Of(z, repeated));
            Add(GradientOf(each, at, null), copies);
            values.add_(Sum(each.detach(), copies), 1.0 / draws);
            logits.add_(Sum(answers.detach(), copies), 1.0 / draws);
        }
        return new Probe(values, gradient!, logits);
    }

    /// <summary>One draw: nothing is averaged.</summary>
    private Probe OfOne(NoiseAddress[] draw)
    {
        var at = x.detach().requires_grad_();
        var (each, answers) = oracle.Ask(at, draw, z => loss.Of(z, aim));
        var slope = GradientOf(each, at, null);
        using var guard = no_grad();
        slope = slope.contiguous();
        Broken = Lanes.Reach(slope) ? [.. Enumerable.Range(0, (int)images).Select(row => !Lanes.AllFinite(Lanes.Row(slope, row)))]
            : Rows.Flags(slope.flatten(1).isfinite().all(1).logical_not());
        if (Broken.Any(b => b))
            slope = PerImage.Choose(tensor(Broken, [images]).to(slope.device), zeros_like(slope), slope);
        return new Probe(each.detach(), slope, answers.detach());
    }

    /// <summary>Signal-to-noise ratio of the averaged gradient of each image; null for fewer than two draws or for the gradient
    /// of a mean.</summary>
    /// <remarks>
    /// With the gradients g_k of m draws: trace of their covariance = (mean ||g_k||^2 - ||mean g||^2) m / (m - 1); noise of the
    /// mean = that over m; signal = ||mean g||^2 - noise, at least 0. The ratio is signal over noise, at most 10^12, which is
    /// what draws that agree get.
    /// </remarks>
    public double[]? SignalToNoise()
    {
        if (draws < 2 || averaging != Averaging.Loss)
            return null;
        using var scope = NewDisposeScope();
        double[] mean = gradient!.to(float64).flatten(1).square().sum(1).cpu().data<double>().ToArray();
        double[] single = (squares! / draws).cpu().data<double>().ToArray();
        return [.. mean.Zip(single, (m, s) => Ratio(m, Math.Max(0, (s - m) / (draws - 1))))];

        static double Ratio(double mean, double noise) => mean <= noise ? 0 : Math.Min(LargestRatio, (mean - noise) / noise);
    }

    /// <summary>Logits averaged over draws, or logarithms of averaged probabilities.</summary>
    public static Tensor MeanLogits(Oracle oracle, Tensor x, IReadOnlyList<NoiseAddress[]> all, int maxRows, Averaging averaging)
    {
        long images = x.size(0);
        Tensor? sum = null;
        foreach (var piece in Pieces(all, images, maxRows))
        {
            using var scope = NewDisposeScope();
            var logits = oracle.Ask(piece.Length == 1 ? x.detach() : Copies(x, piece.Length), Flat(piece));
            if (all.Count == 1)
                return logits.detach().MoveToOuterDisposeScope();
            var part = Sum((averaging == Averaging.Probabilities ? logits.softmax(1) : logits).detach(), piece.Length, images);
            var next = sum is null ? part : sum + part;
            sum?.Dispose();
            sum = next.MoveToOuterDisposeScope();
        }
        var mean = sum! / all.Count;
        return averaging == Averaging.Probabilities ? mean.clamp(1e-38).log() : mean;
    }

    /// <summary>Gradient of the loss of the mean: the loss's own gradient, pulled back through each draw.</summary>
    private Probe OfTheMean(IReadOnlyList<NoiseAddress[]> all, int maxRows)
    {
        var mean = MeanLogits(oracle, x, all, maxRows, averaging).detach().requires_grad_();
        var values = loss.Of(mean, aim);
        var pull = GradientOf(values, mean, null);
        foreach (var piece in Pieces(all, images, maxRows))
        {
            using var scope = NewDisposeScope();
            int copies = piece.Length;
            var at = Copies(x, copies).requires_grad_();
            var logits = oracle.Ask(at, Flat(piece));
            // d log(mean p) = d p / mean p; mean of logits: as it is.
            var seed = averaging == Averaging.Probabilities ? pull / mean.detach().exp() : pull;
            Add(GradientOf(averaging == Averaging.Probabilities ? logits.softmax(1) : logits, at, seed.repeat(copies, 1)),
                copies);
        }
        return new Probe(values.detach(), gradient!, mean.detach());
    }

    private void Add(Tensor each, int copies)
    {
        using var guard = no_grad();
        var finite = each.flatten(1).isfinite().all(1);
        Broken = [.. Broken.Zip(Rows.Flags(finite.logical_not().reshape(copies, images).any(0)), (a, b) => a || b)];
        var clean = where(PerImage.Spread(finite, each), each, zeros_like(each));
        gradient!.add_(Sum(clean, copies), 1.0 / draws);
        squares = (squares! + Sum(clean.to(float64).flatten(1).square().sum(1).cpu(), copies)).MoveToOuterDisposeScope();
    }

    /// <summary>A model without a path for gradients has the gradient zero: what its attacker sees.</summary>
    private static Tensor GradientOf(Tensor output, Tensor input, Tensor? seed) =>
        Autograd.GradientOrNull(seed is null ? output.sum() : output, input, seed) ?? zeros_like(input);

    private static IEnumerable<NoiseAddress[][]> Pieces(IReadOnlyList<NoiseAddress[]> all, long images, int maxRows) =>
        all.Chunk((int)Math.Max(1, maxRows / Math.Max(1, images)));

    private static NoiseAddress[] Flat(NoiseAddress[][] piece) => [.. piece.SelectMany(p => p)];

    private static Tensor Copies(Tensor x, int copies) => copies == 1 ? x.detach().clone() : x.detach().repeat(copies, 1, 1, 1);

    private Tensor Sum(Tensor values, int copies) => Sum(values, copies, images);

    private static Tensor Sum(Tensor values, int copies, long images) =>
        copies == 1 ? values : values.reshape([copies, images, .. values.shape.Skip(1)]).sum(0L);
}
