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
/// all targets in full and count the same. With rounds (<see cref="ShadowCourse.Rounds"/>) all targets of an image climb
/// together, and those that fall behind are dropped.
/// </remarks>
/// <param name="certifier">What is spoofed.</param>
/// <param name="course">Steps, penalties and targets.</param>
public sealed class SpoofSearch(IDifferentiableCertifier certifier, ShadowCourse course) : ISpoofAttack
{
    /// <summary>Share of a round's last steps over which its level is averaged.</summary>
    private const double Last = 1.0 / 3;

    /// <summary>Told (step, values and gradients of equation (2)) before each step.</summary>
    public Action<int, Objective>? Observe { get; init; }

    /// <summary>Told the terms of equation (2) at each step of each ascent.</summary>
    public Action<TraceStep>? Trace { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Spoof> Run(IReadOnlyList<Original> originals, Rng rng, Action<double, int>? progress = null,
        Action<Original, Spoof>? kept = null, CancellationToken stop = default)
    {
        using var scope = NewDisposeScope();
        Hunt[] hunts = [.. originals.Chunk(certifier.Block).SelectMany(block => Hunts(block, rng))];
        try
        {
            if (course.Rounds is { } rounds)
                Halve(hunts, rounds, rng, progress, stop);
            else
                TryEach(hunts, rng, progress, stop);
        }
        catch (OperationCanceledException)
        {
            foreach (var hunt in hunts.Where(h => !h.IsOpen))
                kept?.Invoke(hunt.Original, Found(hunt, rng));
            throw;
        }
        return [.. hunts.Select(hunt => Found(hunt, rng))];
    }

    /// <summary>Target after target, each climbed in full.</summary>
    private void TryEach(Hunt[] hunts, Rng rng, Action<double, int>? progress, CancellationToken stop)
    {
        int turns = hunts.Max(h => h.Climbers.Count);
        for (int turn = 0; turn < turns; turn++)
        {
            foreach (var climber in Open(hunts, turn))
                climber.Delta = Start(climber, rng);
            for (int step = 0; step < course.Steps; step += course.LookEvery)
            {
                int steps = Math.Min(course.LookEvery, course.Steps - step);
                foreach (var block in Open(hunts, turn).Chunk(certifier.Block))
                {
                    stop.ThrowIfCancellationRequested();
                    Climb(block, steps, rng, null, judge: true);
                }
                // Images that are still open are taken to need all that they may.
                double share = (turn + (step + steps) / (double)course.Steps) / turns;
                progress?.Invoke(hunts.Sum(h => h.IsOpen ? share : 1), hunts.Count(h => !h.IsOpen));
            }
        }
    }

    private static IEnumerable<Climber> Open(Hunt[] hunts, int turn) =>
        hunts.Where(h => h.IsOpen && turn < h.Climbers.Count).Select(h => h.Climbers[turn]);

    /// <summary>All targets together, fewer after each round.</summary>
    private void Halve(Hunt[] hunts, IReadOnlyList<SearchRound> rounds, Rng rng, Action<double, int>? progress,
        CancellationToken stop)
    {
        double all = rounds.Sum(Cost), done = 0;
        foreach (var climber in hunts.SelectMany(h => h.Climbers))
            climber.Delta = Start(climber, rng);
        foreach (var round in rounds)
        {
            // Equals keep their order.
            Climber[] live = [.. hunts.SelectMany(h => h.Climbers.Where(c => c.Delta is not null).OrderByDescending(c => c.Level)
                .Take(round.Targets))];
            foreach (var dropped in hunts.SelectMany(h => h.Climbers).Except(live))
                dropped.Delta = null;
            foreach (var block in live.Chunk(certifier.Block))
            {
                stop.ThrowIfCancellationRequested();
                Climb(block, round.Steps, rng, round, judge: round == rounds[^1]);
            }
            done += Cost(round);
            progress?.Invoke(hunts.Length * done / all, 0);
        }

        static double Cost(SearchRound round) => (double)round.Targets * round.Steps * round.Copies;
    }

    private IEnumerable<Hunt> Hunts(Original[] block, Rng rng)
    {
        using var scope = NewDisposeScope();
        var x = Filled(block, o => o.X);
        Original[] filled = [.. Filled(block)];
        var natural = certifier.Certify(x, filled, rng.Derive("natural"));
        // Where all are climbed in full, their order does not matter.
        bool ordered = course.Targets.Kind == TargetKind.Strongest
            && (certifier.IsExact || course.Targets.Number < certifier.Classes - 1);
        var strongest = ordered ? certifier.Strongest(x, filled, rng.Derive("targets")) : null;
        return [.. block.Select((original, k) => new Hunt(certifier, original, natural[k], course.LeavesNatural
            ? [natural[k].Evidence.Class]
            : course.Targets.Of(original.Label, certifier.Classes, strongest?[k], original.Index, rng)))];
    }

    private Tensor Start(Climber climber, Rng rng)
    {
        var shape = certifier.InputShape;
        using var scope = NewDisposeScope();
        var start = zeros([course.Channels == 1 ? 1 : shape.Channels, shape.Height, shape.Width]);
        UniformNoise.Fill(MemoryMarshal.Cast<byte, float>(start.bytes), rng.Derive("attack").Derive(climber.Target),
            new NoiseAddress(NoiseStream.Start, climber.Hunt.Original.Index, 0));
        return ((start - 0.5) * (2 * course.StartSize)).MoveToOuterDisposeScope();
    }

    /// <summary>Some steps of a block of ascents, and a look at where they are.</summary>
    private void Climb(Climber[] block, int steps, Rng rng, SearchRound? round, bool judge)
    {
        using var scope = NewDisposeScope();
        var x = Filled(block, c => c.Hunt.Original.X).to(certifier.Device);
        Original[] originals = [.. Filled(block).Select(c => c.Hunt.Original)];
        int[] targets = [.. Filled(block).Select(c => c.Target)];
        var loss = certifier.Loss(x, originals, targets, rng.Derive("attack"), round);
        int first = block[0].Steps, taken = 0;
        var start = Filled(block, c => c.Delta!).to(certifier.Device);
        var projection = course.Ascent.Budget is not null || course.Ascent.Box
            ? new SharedBallAndBox(x, course.Ascent.Budget, start.size(1)) : null;
        var equation = new EquationTwo(loss, course.Lambdas, course.Ascent.Penalties)
        {
            Trace = Trace is null ? null : (step, terms) =>
            {
                for (int k = 0; k < block.Length; k++)
                    Trace(new TraceStep(originals[k].Index, targets[k], first + step, terms[k]));
            },
        };
        var levels = new double[targets.Length];
        var delta = new Ascent(steps, Rule(first), projection).Run(projection?.Apply(start) ?? start, equation, (step, at) =>
        {
            taken++;
            if (round is not null)
                Level(levels, at.Values, step, steps);
            Observe?.Invoke(step, at);
        });
        using var guard = no_grad();
        var ends = delta.cpu();
        for (int k = 0; k < block.Length; k++)
        {
            block[k].Delta = ends.select(0, k).clone().MoveToOuterDisposeScope();
            (block[k].Level, block[k].Steps) = (levels[k], first + taken);
            block[k].Hunt.Passes += taken * loss.Passes + loss.PassesBefore;
        }
        if (judge)
            Judge(block, EightBitGrid.Of(loss.Image(delta), x, bounded: course.Ascent.Budget is not null), originals, targets,
                rng);
    }

    private void Judge(Climber[] block, Tensor images, Original[] originals, int[] targets, Rng rng)
    {
        var seen = images.cpu().contiguous();
        var judged = certifier.Compare(seen, originals, targets, rng.Derive("ranking"));
        for (int k = 0; k < block.Length; k++)
            block[k].Hunt.Consider(targets[k], judged[k], seen.select(0, k));
    }

    /// <summary>Adds a step's values, where it is one of the last.</summary>
    private static void Level(double[] levels, Tensor values, int step, int steps)
    {
        int counted = Math.Max(1, (int)(steps * Last));
        if (step < steps - counted)
            return;
        float[] now = values.cpu().contiguous().data<float>().ToArray();
        for (int k = 0; k < levels.Length; k++)
            levels[k] += now[k] / counted;
    }

    private IStepRule Rule(int first) => course.Shortens && course.Ascent.Step == StepKind.Plain
        ? new ShadowSteps(course.StepSize, course.Steps, first) : course.Ascent.Rule(course.StepSize);

    private Spoof Found(Hunt hunt, Rng rng)
    {
        var (target, judged, image) = hunt.Best;
        using var scope = NewDisposeScope();
        var final = certifier.IsExact ? judged : certifier.Certify(image.unsqueeze(0), [hunt.Original], rng.Derive("final"))[0];
        int label = hunt.Original.Label;
        int reached = target != label && !course.LeavesNatural ? target
            : final.Evidence.Class != label ? final.Evidence.Class : (label + 1) % certifier.Classes;
        return new Spoof(hunt.Natural, reached, final, image.MoveToOuterDisposeScope(),
            PerturbationDistances.Between(hunt.Original.X, image, course.Ascent.Penalties), hunt.Passes);
    }

    /// <summary>The block; where blocks are filled, the last one repeated up to a whole one.</summary>
    private IEnumerable<T> Filled<T>(T[] block) => Enumerable.Range(0, certifier.IsFilled ? certifier.Block : block.Length)
        .Select(k => block[Math.Min(k, block.Length - 1)]);

    private Tensor Filled<T>(T[] block, Func<T, Tensor> row) => stack(Filled(block).Select(row));
}
