using System.Runtime.InteropServices;
using Audit.Attacks;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Looks for certificates of wrong classes under a certifier by bounds: an ascent a target, many images at once.</summary>
/// <remarks>
/// Source: the authors' code, which climbs all targets in full and counts an image as spoofed where any of them ends certified. Same count
/// here, at less cost: the referee judges the candidates as 8-bit images at chosen steps, and an image with a certificate for a wrong class is
/// done. An image that withstands gets the candidate whose wrong class came nearest to a certificate.
/// The network sees whole blocks of <see cref="Block"/> images, filled up where fewer are left; no row sees another.
/// </remarks>
/// <param name="bounds">The bounds to climb.</param>
/// <param name="referee">Judges what was found.</param>
/// <param name="options">The attack's parameters.</param>
public sealed class BoundSpoofSearch(MarginBounds bounds, IBoundReferee referee, BoundShadowOptions options)
{
    /// <summary>Images that the network sees at once, on every machine.</summary>
    public const int Block = 64;

    /// <param name="originals">The images; any number.</param>
    /// <param name="rng">Source of the starts.</param>
    /// <param name="settled">Told how many images need no more work, now and then.</param>
    /// <param name="stop">Ends the search with an exception; nothing is found then.</param>
    /// <returns>One result for each image, in order.</returns>
    public IReadOnlyList<BoundSpoof> Run(IReadOnlyList<Original> originals, Rng rng, Action<int>? settled = null, CancellationToken stop = default)
    {
        using var scope = NewDisposeScope();
        Hunt[] hunts = Hunts(originals);
        for (int turn = 0; turn < hunts.Max(h => h.Targets.Count); turn++)
        {
            foreach (var hunt in hunts.Where(h => h.IsOpen))
                hunt.Delta = Start(hunt.Original.Index, hunt.Targets[turn], rng);
            for (int step = 0; step < options.Steps; step += options.LookEvery)
            {
                foreach (var block in hunts.Where(h => h.IsOpen).Chunk(Block))
                {
                    stop.ThrowIfCancellationRequested();
                    Climb(block, turn, step, Math.Min(options.LookEvery, options.Steps - step));
                }
                settled?.Invoke(hunts.Count(h => !h.IsOpen));
            }
        }
        return [.. hunts.Select(h => h.Result())];
    }

    private Hunt[] Hunts(IReadOnlyList<Original> originals)
    {
        var hunts = new List<Hunt>();
        foreach (var block in originals.Chunk(Block))
        {
            using var scope = NewDisposeScope();
            var x = Filled(block, o => o.X);
            using var guard = no_grad();
            var order = bounds.Logits(x.to(bounds.Device)).argsort(1, true).cpu().contiguous().data<long>().ToArray();
            var natural = referee.Certify(x);
            for (int k = 0; k < block.Length; k++)
                hunts.Add(new Hunt(block[k], natural[k], Targets(block[k].Label, [.. order.Skip(k * bounds.Classes).Take(bounds.Classes).Select(c => (int)c)])));
        }
        return [.. hunts];
    }

    /// <summary>All wrong classes in order, or those with the largest logits.</summary>
    private IReadOnlyList<int> Targets(int label, int[] strongest) => options.Targets is { } count
        ? [.. strongest.Where(c => c != label).Take(count)]
        : [.. Enumerable.Range(0, bounds.Classes).Where(c => c != label)];

    private Tensor Start(int image, int target, Rng rng)
    {
        var shape = bounds.InputShape;
        using var scope = NewDisposeScope();
        var start = zeros([options.Channels == 1 ? 1 : shape.Channels, shape.Height, shape.Width]);
        UniformNoise.Fill(MemoryMarshal.Cast<byte, float>(start.bytes), rng.Derive("attack").Derive(target), new NoiseAddress(NoiseStream.Start, image, 0));
        return ((start - 0.5) * (2 * options.StartSize)).MoveToOuterDisposeScope();
    }

    /// <summary>Some steps of a block of ascents, and a look at where they are.</summary>
    private void Climb(Hunt[] block, int turn, int first, int steps)
    {
        using var scope = NewDisposeScope();
        var x = Filled(block, h => h.Original.X).to(bounds.Device);
        var targets = Filled(block, h => tensor((long)h.Targets[turn])).to(bounds.Device);
        var loss = new BoundLoss(bounds, x, targets, options.Normalised);
        var delta = new Ascent(steps, new ShadowSteps(options.StepSize, options.Steps, first)).Run(Filled(block, h => h.Delta!).to(bounds.Device), new EquationTwo(loss, options.Lambdas));
        using var guard = no_grad();
        var images = ShadowAttack.OnGrid(loss.Image(delta), x).cpu().contiguous();
        var judged = referee.Certify(images);
        var ends = delta.cpu();
        for (int k = 0; k < block.Length; k++)
        {
            block[k].Delta = ends.select(0, k).clone().MoveToOuterDisposeScope();
            block[k].Consider(block[k].Targets[turn], judged[k], images.select(0, k));
        }
    }

    /// <summary>One tensor a row, and the last one repeated up to a whole block.</summary>
    private static Tensor Filled<T>(T[] block, Func<T, Tensor> row) => stack(Enumerable.Range(0, Block).Select(k => row(block[Math.Min(k, block.Length - 1)])));

    /// <summary>The search for one image.</summary>
    private sealed class Hunt(Original original, Certificate natural, IReadOnlyList<int> targets)
    {
        private (int Target, Certificate Certificate, Tensor Image)? best;
        private Tensor? delta;

        public Original Original => original;

        public IReadOnlyList<int> Targets => targets;

        public bool IsOpen => !(best?.Certificate.Class is int c && c != original.Label);

        /// <summary>Where the present ascent is.</summary>
        public Tensor? Delta
        {
            get => delta;
            set
            {
                delta?.Dispose();
                delta = value;
            }
        }

        /// <summary>Keeps the candidate if it is the best so far; its image outlives the present scope.</summary>
        public void Consider(int target, Certificate judged, Tensor image)
        {
            if (best is not null && Rank(judged).CompareTo(Rank(best.Value.Certificate)) <= 0)
                return;
            best?.Image.Dispose();
            best = (target, judged, image.clone().MoveToOuterDisposeScope());
        }

        public BoundSpoof Result()
        {
            var (target, judged, image) = best!.Value;
            return new BoundSpoof(natural, target, judged, image.MoveToOuterDisposeScope(), Measured.Between(original.X, image));
        }

        /// <summary>A certificate for a wrong class, then a wrong prediction, then the bound that is least short.</summary>
        private (bool, bool, double) Rank(Certificate judged)
        {
            var bounds = (MarginEvidence)judged.Evidence;
            bool wrong = bounds.Class != original.Label;
            return (judged.Class is int c && c != original.Label, wrong, wrong ? bounds.MarginLower : -bounds.MarginLower);
        }
    }
}
