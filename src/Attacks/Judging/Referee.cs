using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Never trusts an attack: cuts its images to the box and the ball again, measures them, and asks the model
/// again.</summary>
/// <param name="judge">Decides classes.</param>
public sealed class Referee(Judge judge)
{
    /// <param name="x">Clean images, [N,C,H,W].</param>
    /// <param name="claimed">What the attack returned.</param>
    /// <param name="norm">Norm of the ball.</param>
    /// <param name="epsilon">Budget of each image; infinite for none.</param>
    /// <param name="minimumNorm">Images outside the ball are left there, and are no success.</param>
    /// <param name="images">Indexes of the images.</param>
    /// <param name="rng">Source of the judge's draws.</param>
    /// <returns>The images as judged, [N,C,H,W] on the CPU, with a finding for each.</returns>
    public (Tensor Images, Ruling[] Rulings) Decide(Tensor x, Tensor claimed, Norm norm, IReadOnlyList<double> epsilon,
        bool minimumNorm,
        IReadOnlyList<long> images, Rng rng)
    {
        using var scope = NewDisposeScope();
        var clean = x.detach().to(float32).cpu().contiguous();
        var adversarial = claimed.detach().to(float32).cpu().contiguous().clone();
        if (!clean.shape.SequenceEqual(adversarial.shape))
            throw new InvalidOperationException(
                $"an attack returned [{string.Join(',', adversarial.shape)}] for images [{string.Join(',', clean.shape)}]");
        int length = (int)(clean.numel() / Math.Max(1, images.Count));
        for (int row = 0; row < images.Count; row++)
        {
            var to = StrictlyInside.Pixels(adversarial).Slice(row * length, length);
            StrictlyInside.Bring(StrictlyInside.Pixels(clean).Slice(row * length, length), to, norm, minimumNorm
                ? double.PositiveInfinity : epsilon[row]);
            if (judge.Options.OnGrid)
                EightBits.Bring(StrictlyInside.Pixels(clean).Slice(row * length, length), to);
        }
        var classes = judge.Classes(adversarial.to(judge.Model.Device), images, rng);
        var rulings = new Ruling[images.Count];
        for (int row = 0; row < rulings.Length; row++)
        {
            var from = StrictlyInside.Pixels(clean).Slice(row * length, length);
            var to = StrictlyInside.Pixels(adversarial).Slice(row * length, length);
            rulings[row] = new Ruling(classes[row], StrictlyInside.Changed(from, to), StrictlyInside.Size(from, to, Norm.L1),
                StrictlyInside.Size(from, to, Norm.L2), StrictlyInside.Size(from, to, Norm.Linf),
                    StrictlyInside.Size(from, to, norm) <= epsilon[row]);
        }
        return (adversarial.MoveToOuterDisposeScope(), rulings);
    }
}
