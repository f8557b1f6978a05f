using System.Runtime.InteropServices;
using Audit.Attacks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Looks for the strongest certificate of a wrong class, whatever certifies: an ascent per target, candidates compared,
/// the best one certified.</summary>
/// <remarks>
/// Sources: the authors' code for smoothing and for bounds. Plain gradient ascent on equation (2) from uniform noise; candidates
/// are 8-bit images, so that a stored picture is the very image that was certified. Differs: the start depends on image and
/// target (the authors reset one seed for all); the comparison prefers candidates certified for a wrong class; under an exact
/// certifier candidates are judged at chosen steps, and an image with a certificate for a wrong class is done: the authors climb
/// all targets in full and count the same.
/// </remarks>
/// <param name="certifier">What is spoofed.</param>
/// <param name="course">Steps, penalties and targets.</param>
public sealed class SpoofSearch(IDifferentiableCertifier certifier, ShadowCourse course)
{
    /// <summary>Told (step, values and gradients of equation (2)) before each step.</summary>
    public Action<int, Objective>? Observe { get; init; }

    /// <param name="originals">The images; any number.</param>
    /// <param name="rng">Source of starts and noise.</param>
    /// <param name="settled">Told how many images need no more work, now and then.</param>
    /// <param name="stop">Ends the search with an exception; nothing is found then.</param>
    /// <returns>One result for each image, in order.</returns>
    public IReadOnlyList<Spoof> Run(IReadOnlyList<Original> originals, Rng rng, Action<int>? settled = null,
        CancellationToken stop = default)
    {
        using var scope = NewDisposeScope();
        Hunt[] hunts = [.. originals.Chunk(certifier.Block).SelectMany(block => Hunts(block, rng))];
        for (int turn = 0; turn < hunts.Max(h => h.Targets.Count); turn++)
        {
            foreach (var hunt in hunts.Where(h => h.IsOpen))
                hunt.Delta = Start(hunt.Original.Index, hunt.Targets[turn], rng);
            for (int step = 0; step < course.Steps; step += course.LookEvery)
            {
                foreach (var block in hunts.Where(h => h.IsOpen).Chunk(certifier.Block))
                {
                    stop.ThrowIfCancellationRequested();
                    Climb(block, turn, step, Math.Min(course.LookEvery, course.Steps - step), rng);
                }
                settled?.Invoke(hunts.Count(h => !h.IsOpen));
            }
        }
        return [.. hunts.Select(hunt => Found(hunt, rng))];
    }

    private IEnumerable<Hunt> Hunts(Original[] block, Rng rng)
    {
        using var scope = NewDisposeScope();
        var x = Filled(block, o => o.X);
        Original[] filled = [.. Filled(block)];
        var natural = certifier.Certify(x, filled, rng.Derive("natural"));
        // Where all are climbed in full, their order does not matter.
        bool all = course.Targets is null || (!certifier.IsExact && course.Targets >= certifier.Classes - 1);
        var strongest = all ? null : certifier.Strongest(x, filled, rng.Derive("targets"));
        return [.. block.Select((original, k) => new Hunt(certifier, original, natural[k],
            Targets(original.Label, strongest?[k])))];
    }

    /// <summary>All wrong classes in order, or the strongest.</summary>
    private IReadOnlyList<int> Targets(int label, IReadOnlyList<int>? strongest) => strongest is null
        ? [.. Enumerable.Range(0, certifier.Classes).Where(c => c != label)]
        : [.. strongest.Where(c => c != label).Take(course.Targets!.Value)];

    private Tensor Start(int image, int target, Rng rng)
    {
        var shape = certifier.InputShape;
        using var scope = NewDisposeScope();
        var start = zeros([course.Channels == 1 ? 1 : shape.Channels, shape.Height, shape.Width]);
        UniformNoise.Fill(MemoryMarshal.Cast<byte, float>(start.bytes), rng.Derive("attack").Derive(target),
            new NoiseAddress(NoiseStream.Start, image, 0));
        return ((start - 0.5) * (2 * course.StartSize)).MoveToOuterDisposeScope();
    }

    /// <summary>Some steps of a block of ascents, and a look at where they are.</summary>
    private void Climb(Hunt[] block, int turn, int first, int steps, Rng rng)
    {
        using var scope = NewDisposeScope();
        var x = Filled(block, h => h.Original.X).to(certifier.Device);
        Original[] originals = [.. Filled(block).Select(h => h.Original)];
        int[] targets = [.. Filled(block).Select(h => h.Targets[turn])];
        var loss = certifier.Loss(x, originals, targets, rng.Derive("attack"));
        IStepRule rule = course.Shortens ? new ShadowSteps(course.StepSize, course.Steps, first) : new PlainStep(course.StepSize);
        var delta = new Ascent(steps, rule).Run(Filled(block, h => h.Delta!).to(certifier.Device),
            new EquationTwo(loss, course.Lambdas), Observe);
        using var guard = no_grad();
        var images = OnGrid(loss.Image(delta), x).cpu().contiguous();
        var judged = certifier.Compare(images, originals, targets, rng.Derive("ranking"));
        var ends = delta.cpu();
        for (int k = 0; k < block.Length; k++)
        {
            block[k].Delta = ends.select(0, k).clone().MoveToOuterDisposeScope();
            block[k].Consider(targets[k], judged[k], images.select(0, k));
        }
    }

    private Spoof Found(Hunt hunt, Rng rng)
    {
        var (target, judged, image) = hunt.Best;
        using var scope = NewDisposeScope();
        var final = certifier.IsExact ? judged : certifier.Certify(image.unsqueeze(0), [hunt.Original], rng.Derive("final"))[0];
        return new Spoof(hunt.Natural, target, final, image.MoveToOuterDisposeScope(),
            PerturbationDistances.Between(hunt.Original.X, image));
    }

    /// <summary>The block, and the last one repeated up to a whole one.</summary>
    private IEnumerable<T> Filled<T>(T[] block) => Enumerable.Range(0, certifier.Block)
        .Select(k => block[Math.Min(k, block.Length - 1)]);

    private Tensor Filled<T>(T[] block, Func<T, Tensor> row) => stack(Filled(block).Select(row));

    /// <summary>Images cut to [0,1] and rounded to 8 bits. Where the ascent lost a pixel to a gradient that is no number, the
    /// clean one stands.</summary>
    private static Tensor OnGrid(Tensor image, Tensor clean) => (where(image.isnan(), clean, image).clamp(0, 1) * 255)
        .round() / 255;

    /// <summary>The search for one image.</summary>
    private sealed class Hunt(IDifferentiableCertifier certifier, Original original, Certificate natural,
        IReadOnlyList<int> targets)
    {
        private (int Target, Certificate Certificate, Tensor Image)? best;
        private Tensor? delta;

        public Original Original => original;

        public Certificate Natural => natural;

        public IReadOnlyList<int> Targets => targets;

        public bool IsOpen => !(certifier.IsExact && best is { } found && IsSpoof(found.Certificate));

        public (int Target, Certificate Certificate, Tensor Image) Best => best!.Value;

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
            if (best is { } found && Rank(judged).CompareTo(Rank(found.Certificate)) <= 0)
                return;
            best?.Image.Dispose();
            best = (target, judged, image.clone().MoveToOuterDisposeScope());
        }

        private bool IsSpoof(Certificate certificate) => certificate.Class is int c && c != original.Label;

        /// <summary>A certificate for a wrong class, then what is nearest to one.</summary>
        private (bool, (double, double)) Rank(Certificate judged) =>
            (IsSpoof(judged), certifier.Nearness(judged, original.Label));
    }
}
