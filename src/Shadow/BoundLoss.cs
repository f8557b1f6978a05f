using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>L for networks that are certified by bounds, a batch of images with a target each: minus the robust cross
/// entropy.</summary>
/// <remarks>
/// The robust cross entropy is that of minus the lower bounds of the target's margins (its own margin is 0): log(sum_j
/// exp(-m_j)). x + delta is clipped to [0,1], and the gradient ignores that (the authors' code does so).
/// Items do not see each other.
/// </remarks>
/// <param name="bounds">Bounds of the margins.</param>
/// <param name="x">Images, [B,C,H,W].</param>
/// <param name="targets">Classes aimed at, [B], int64.</param>
/// <param name="normalised">Perturbations are in units of the network's own normalisation; else in pixel units.</param>
public sealed class BoundLoss(BallMargins bounds, Tensor x, Tensor targets, bool normalised) : IShadowLoss
{
    private readonly Tensor rows = bounds.Rows(targets);
    private readonly int[] own = [.. targets.cpu().data<long>().ToArray().Select(t => (int)t)];
    private readonly Tensor? unit = normalised ? bounds.Unit() : null;
    private double[]? least;

    /// <remarks>The least lower bound of the target's margins: what the certificate compares with 0, computed as it is
    /// climbed.</remarks>
    /// <inheritdoc/>
    public IReadOnlyList<double>? Estimates => least;

    /// <inheritdoc/>
    public long Channels => x.size(1);

    /// <inheritdoc/>
    public Tensor At(Tensor delta, int step)
    {
        var lower = bounds.Lower(Image(delta), rows);
        Note(lower.detach());
        return -lower.neg().logsumexp(1);
    }

    /// <remarks>Clipped to [0,1].</remarks>
    /// <inheritdoc/>
    public Tensor Image(Tensor delta)
    {
        var moved = x + (unit is null ? delta : delta * unit);
        return moved + (moved.clamp(0, 1) - moved).detach();
    }

    /// <summary>The least bound of each row, the target's own margin (0) left out.</summary>
    private void Note(Tensor lower)
    {
        using var scope = NewDisposeScope();
        double[] all = lower.to(float64).cpu().contiguous().data<double>().ToArray();
        int classes = all.Length / own.Length;
        least = [.. own.Select((target, k) => Enumerable.Range(0, classes).Where(c => c != target).Min(c => all[k * classes
            + c]))];
    }
}
