using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>L for a smoothed classifier, a batch of images with a target each: an objective of the logits of noisy copies of x +
/// delta.</summary>
/// <remarks>Rows go through the network together, several copies of each, and do not see each other.</remarks>
/// <param name="classifier">The base classifier.</param>
/// <param name="x">Images, [B,C,H,W], on the classifier's device.</param>
/// <param name="targets">Class aimed at, or left where the objective is untargeted, [B].</param>
/// <param name="noise">The copies' noise, [B]; as many copies of each.</param>
/// <param name="objective">What is climbed; null is the paper's.</param>
public sealed class SmoothedLoss(IClassifier classifier, Tensor x, IReadOnlyList<int> targets, IReadOnlyList<NoisyCopies> noise,
    SmoothedObjective? objective = null) : IShadowLoss
{
    /// <summary>Copies that go through the network at once, of all rows together.</summary>
    private const int Most = 512;

    private readonly SmoothedObjective objective = objective ?? new MinusCrossEntropy();
    private readonly IInputGradient? compiled = classifier is IInputGradient { HasInputGradient: true } own ? own : null;
    private readonly int[] votes = new int[targets.Count];
    private double[]? estimates;

    /// <summary>Pixels that may change, [B,1,H,W] of 0 and 1; null for all.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>Factors of the colours that the copies take in turn, before their noise; null leaves them.</summary>
    public IReadOnlyList<float[]>? Tints { get; init; }

    /// <summary>Noise whose radius the votes would have; null estimates none.</summary>
    public NoiseModel? Model { get; init; }

    /// <summary>Votes count against the targets (untargeted).</summary>
    public bool Away { get; init; }

    /// <summary>An estimated radius that is enough for a row; null for none.</summary>
    public double? Enough { get; init; }

    /// <inheritdoc/>
    public long Channels => x.size(1);

    /// <inheritdoc/>
    public long Passes => noise[0].Count;

    /// <inheritdoc/>
    public long PassesBefore { get; init; }

    /// <remarks>The radius that the share of the votes among the last step's copies would have, with half a vote on either side:
    /// an estimate on the noise that is climbed, no certificate.</remarks>
    /// <inheritdoc/>
    public IReadOnlyList<double>? Estimates => estimates;

    /// <inheritdoc/>
    public bool IsFinished => Enough is { } enough && estimates is { } found && found.All(r => r >= enough);

    /// <inheritdoc/>
    public Tensor Image(Tensor delta) => x + delta;

    /// <summary>Nothing: the copies' operations would not fit in memory together.</summary>
    /// <inheritdoc/>
    public Tensor At(Tensor delta, int step) => zeros([delta.size(0)], float32, delta.device);

    /// <inheritdoc/>
    public void Complete(Tensor delta, int step, Tensor values, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        int rows = targets.Count, copies = noise[0].Count;
        var image = Image(delta);
        var means = new double[rows];
        var slopes = zeros_like(image);
        Array.Clear(votes);
        for (int piece = 0; piece < noise[0].Pieces; piece++)
        {
            int count = noise[0].InPiece(piece), together = Math.Max(1, Most / count);
            for (int first = 0; first < rows; first += together)
                Add(image, first, Math.Min(together, rows - first), piece, step, means, slopes);
        }
        // The mean over all copies; then the objective's function of it.
        var found = means.Select(sum => objective.OfMean(sum / copies)).ToArray();
        var factors = tensor([.. found.Select(f => (float)(f.Slope / copies))], [rows, 1, 1, 1]).to(delta.device);
        slopes = slopes * factors;
        if (Mask is { } mask)
            slopes = slopes * mask;
        values.add_(tensor([.. found.Select(f => (float)f.Value)]).to(values.dtype, values.device));
        // A perturbation shared by the colours moves all of them.
        gradient.add_(delta.size(1) == 1 ? slopes.sum([1L], true) : slopes);
        estimates = Model is null ? null : [.. votes.Select(v => Radius(v, copies))];
    }

    private double Radius(int count, int copies) =>
        Model!.Radius(1 - (count + 0.5) / (copies + 1.0)) ?? 0;

    /// <summary>Adds one piece of the copies of some rows: sums of values, and of gradients in the images.</summary>
    private void Add(Tensor image, int first, int rows, int piece, int step, double[] means, Tensor slopes)
    {
        using var scope = NewDisposeScope();
        var drawn = stack(Enumerable.Range(first, rows).Select(r => noise[r].Noise(piece, step)));
        long count = drawn.size(1);
        var tints = Tinted(piece, count);
        var clean = image.narrow(0, first, rows).unsqueeze(1);
        var shown = ((tints is null ? clean : clean * tints) + drawn).flatten(0, 1);
        double[] losses = new double[rows * count];
        bool[] hits = new bool[losses.Length];
        double One(int row, ReadOnlySpan<float> logits, Span<float> gradient)
        {
            int target = targets[first + row / (int)count];
            hits[row] = TopVote.Of(logits) is { } top && (top == target) != Away;
            return objective.Copy(logits, target, gradient);
        }
        var found = compiled is null ? Recorded(shown, One, losses) : compiled.InputGradient(shown, One, losses);
        var each = found.reshape([rows, count, .. image.shape[1..]]);
        slopes.narrow(0, first, rows).add_((tints is null ? each : each * tints).sum([1L]));
        for (int row = 0; row < losses.Length; row++)
        {
            means[first + row / count] += losses[row];
            votes[first + row / count] += hits[row] ? 1 : 0;
        }
    }

    /// <summary>The factors of one piece's copies, [1,count,C,1,1]: none for every other copy.</summary>
    private Tensor? Tinted(int piece, long count)
    {
        if (Tints is not { } tints)
            return null;
        float[] plain = [.. Enumerable.Repeat(1f, tints[0].Length)];
        int start = piece * noise[0].InPiece(0);
        return tensor([.. Enumerable.Range(start, (int)count).SelectMany(k => k % 2 == 0 ? plain : tints[k / 2 % tints.Count])],
            [1, count, plain.Length, 1, 1]).to(x.device);
    }

    /// <summary>Gradients by recorded operations: any classifier, and what the compiled gradient is tested against.</summary>
    private Tensor Recorded(Tensor shown, RowLoss loss, double[] losses)
    {
        using var recording = enable_grad();
        var at = shown.detach().requires_grad_();
        var logits = classifier.Logits(at);
        int classes = (int)logits.size(1);
        float[] values = logits.detach().cpu().contiguous().data<float>().ToArray(), seed = new float[values.Length];
        for (int row = 0; row < losses.Length; row++)
            losses[row] = loss(row, values.AsSpan(row * classes, classes), seed.AsSpan(row * classes, classes));
        // A model without a path for gradients has the gradient zero.
        return Autograd.GradientOrNull(logits, at, tensor(seed, logits.shape).to(logits.device)) ?? zeros_like(shown);
    }
}
