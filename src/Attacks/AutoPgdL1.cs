using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>APGD in L1: sparse steps whose sparsity adapts, in balls that shrink to the one asked about.</summary>
/// <remarks>
/// Source: Croce and Hein 2021, arXiv:2103.01208, section 3. A step goes along the signs of the k largest |gradient|, with k the
/// number of pixels that the best point so far changes, over 1.5 (at first a fifth of all). Every 25th part of the steps k is
/// chosen again: where it fell below 0.95 of what it was, the step is epsilon again, from the best point; elsewhere the step is
/// divided by 1.5, down to epsilon / 10. No momentum. Three tenths of the steps are done with 3 epsilon, as many with 2 epsilon;
/// only what the rest finds counts.
/// </remarks>
internal sealed class AutoPgdL1(AttackTask task, ILoss loss, int steps)
{
    private const double Divisor = 1.5;
    private const double FirstShare = 0.2;
    private const double Sparser = 0.95;
    private const double SmallestStep = 0.1;

    /// <summary>Below it a pixel counts as unchanged: rounding of x + delta.</summary>
    private const double Unchanged = 1e-7;

    public AttackResult Run()
    {
        using var scope = NewDisposeScope();
        using var strongest = new StrongestFound(task);
        NoiseAddress[] addresses = [.. task.Oracle.Images.Select(image => new NoiseAddress(NoiseStream.Start, image, 0))];
        using var point = new Kept(AddressedNoise.Gaussian(task.X, task.Rng, addresses));
        int part = steps * 3 / 10;
        foreach (var (factor, count) in ((int, int)[])[(3, part), (2, part), (1, steps - (2 * part))])
        {
            if (count > 0)
                point.Set(Phase(task with { Epsilon = [.. task.Epsilon.Select(e => e * factor)] }, point.Value, count,
                    isFirst: factor == 3 || part == 0, factor == 1 ? strongest : null));
        }
        return strongest.Result().ToOuterScope();
    }

    /// <summary>The point of the largest loss in one ball.</summary>
    private Tensor Phase(AttackTask at, Tensor from, int count, bool isFirst, StrongestFound? strongest)
    {
        using var scope = NewDisposeScope();
        var projection = new BallAndBox(Norm.L1, at.X, at.Budget);
        var objective = new LossObjective(at, loss, strongest);
        int images = at.Count, every = Math.Max(1, steps / 25);
        double pixels = at.X.numel() / Math.Max(1, images);
        using var x = new Kept(projection.Apply(from));
        var now = objective.Evaluate(x.Value, 0);
        using Kept best = new(x.Value), gradient = new(now.Gradient), bestGradient = new(now.Gradient), values = new(now.Values);
        double[] moved = isFirst ? [.. Enumerable.Repeat(pixels, images)] : Moved(x.Value);
        double[] share = isFirst ? [.. Enumerable.Repeat(FirstShare, images)] : [.. moved.Select(m => m / pixels / Divisor)];
        double[] eta = [.. Enumerable.Repeat(1.0, images)];
        for (int k = 1; k <= count && !objective.IsFinished; k++)
        {
            using var inner = NewDisposeScope();
            using var guard = no_grad();
            var length = PerImage.Spread(PerImage.Of(eta, x.Value) * at.Budget, x.Value);
            var next = projection.Apply(x.Value + (Direction(gradient.Value, share) * length));
            now = objective.Evaluate(next, k);
            var higher = now.Values.gt(values.Value);
            best.Set(PerImage.Choose(higher, next, best.Value));
            bestGradient.Set(PerImage.Choose(higher, now.Gradient, bestGradient.Value));
            values.Set(where(higher, now.Values, values.Value));
            bool[] back = new bool[images];
            if (k % every == 0)
            {
                double[] before = moved;
                moved = Moved(best.Value);
                for (int i = 0; i < images; i++)
                {
                    back[i] = moved[i] < Sparser * before[i];
                    eta[i] = back[i] ? 1 : Math.Max(SmallestStep, eta[i] / Divisor);
                    share[i] = moved[i] / pixels / Divisor;
                }
            }
            var returning = tensor(back, [images]).to(x.Value.device);
            x.Set(PerImage.Choose(returning, best.Value, next));
            gradient.Set(PerImage.Choose(returning, bestGradient.Value, now.Gradient));
        }
        return best.Value.clone().MoveToOuterDisposeScope();
    }

    /// <summary>Signs at the coordinates of the largest |gradient|, of L1 norm 1; zero where the gradient is.</summary>
    private static Tensor Direction(Tensor gradient, double[] share)
    {
        var size = gradient.flatten(1).abs();
        long pixels = size.size(1);
        long[] rank = [.. share.Select(s => Math.Clamp((long)Math.Ceiling(s * pixels), 1, pixels) - 1)];
        var least = size.gather(1, size.argsort(1, descending: true).gather(1, tensor(rank, [rank.Length,
            1]).to(gradient.device)));
        var sign = gradient.flatten(1).sign() * size.ge(least).to(float32);
        return (sign / sign.abs().sum(1, keepdim: true).clamp(1)).reshape(gradient.shape);
    }

    private static double[] Moved(Tensor delta) =>
        delta.flatten(1).abs().gt(Unchanged).sum(1).to(float64).cpu().data<double>().ToArray();
}
