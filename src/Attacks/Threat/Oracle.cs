using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>The victim as its attacker sees it: answers what the threat model shows, refuses the rest, counts
/// everything.</summary>
/// <remarks>Row r of every batch is the oracle's image r. A random model answers with the mean over fresh addressed
/// draws.</remarks>
public sealed class Oracle
{
    /// <summary>Rows that the network sees at once: draws of a few images are put together up to this.</summary>
    private const int MaxRows = 256;

    private readonly IClassifier model;
    private readonly OracleOptions options;
    private readonly Rng rng;
    private readonly int[] rows;
    private readonly long[] images;
    private readonly long[] drawn;
    private readonly JudgeOptions judging;
    private readonly CancellationToken cancel;

    /// <param name="model">The victim.</param>
    /// <param name="options">What is shown of it.</param>
    /// <param name="images">Indexes of the images: part of the addresses of draws.</param>
    /// <param name="rng">Source of the draws.</param>
    /// <param name="judging">How the classes of a random victim are judged, which is what has to be confirmed; a single draw by
    /// default.</param>
    /// <param name="cancel">Refuses all further answers.</param>
    public Oracle(IClassifier model, OracleOptions options, IReadOnlyList<long> images, Rng rng, JudgeOptions? judging = null,
        CancellationToken cancel = default)
    {
        (this.model, this.options, this.rng, this.judging, this.cancel) = (model, options, rng, judging ?? new JudgeOptions(),
            cancel);
        (rows, this.images, drawn, Spent) = ([.. Enumerable.Range(0, images.Count)], [.. images], new long[images.Count],
            new Spent(images.Count));
    }

    private Oracle(Oracle whole, int[] rows)
    {
        (model, options, rng, judging, cancel) = (whole.model, whole.options, whole.rng, whole.judging, whole.cancel);
        (this.rows, images, drawn, Spent) = (rows, whole.images, whole.drawn, whole.Spent);
    }

    /// <summary>Number of classes.</summary>
    public int Classes => model.Classes;

    /// <summary>Whether answers are draws.</summary>
    public bool IsRandom => model.IsRandom;

    /// <summary>What the attack has cost, by image of the whole batch.</summary>
    public Spent Spent { get; }

    /// <summary>Indexes of the images in their data set.</summary>
    public IReadOnlyList<long> Images => [.. rows.Select(r => images[r])];

    /// <summary>Forward passes that an answer about one image takes.</summary>
    public int DrawsPerAnswer => IsRandom ? options.Draws : 1;

    /// <summary>Queries asked about one of this oracle's images, confirmations left out.</summary>
    public long Queries(int row) => Spent.Queries[rows[row]];

    /// <summary>The same victim for some of the images; costs are counted together.</summary>
    public Oracle Select(IReadOnlyList<int> some) => new(this, [.. some.Select(r => rows[r])]);

    /// <summary>What all images of the block have cost, to go on from later.</summary>
    internal SpentNumbers Save() => Spent.Save(drawn);

    /// <summary>Goes on from there.</summary>
    internal void Restore(SpentNumbers numbers) => Spent.Restore(numbers, drawn);

    /// <summary>Logits [N,classes].</summary>
    /// <exception cref="ThreatModelException">The threat model does not show them.</exception>
    public Tensor Logits(Tensor x)
    {
        Require(Access.Logits, "logits");
        return Answer(x);
    }

    /// <summary>Logits where they are shown, else logarithms of the probabilities: margins and their order are the
    /// same.</summary>
    /// <exception cref="ThreatModelException">The threat model shows labels only.</exception>
    public Tensor Scores(Tensor x)
    {
        Require(Access.Probabilities, "probabilities");
        var answer = Answer(x);
        return options.Access == Access.Probabilities ? answer.log_softmax(1) : answer;
    }

    /// <summary>Whether each image meets the aim, [N], by labels alone, which every threat model shows.</summary>
    public Tensor Meets(Tensor x, Aim aim)
    {
        using var scope = NewDisposeScope();
        return aim.Met(Answer(x)).MoveToOuterDisposeScope();
    }

    /// <summary>Which of the images that met the aim at one look are won: the rule for every attack.</summary>
    /// <remarks>
    /// A victim that draws nothing has said so once and for all. One lucky draw of a random victim is no success: such an image
    /// is shown to draws that the attack has not seen, and counts as won where they confirm it; elsewhere the attack goes on.
    /// </remarks>
    /// <param name="x">Images, [N,C,H,W].</param>
    /// <param name="aim">The aim of these images.</param>
    /// <param name="met">Whether each met it; the others are not looked at.</param>
    /// <param name="best">Shares of images found before that were not confirmed; null for none.</param>
    public Confirmation Confirm(Tensor x, Aim aim, bool[] met, IReadOnlyList<double>? best = null)
    {
        if (!IsRandom)
            return Certain(met);
        using var guard = no_grad();
        long[] labels = aim.Labels.cpu().data<long>().ToArray(), targets = aim.Targets?.cpu().data<long>().ToArray() ?? [];
        Poll[] polls = [.. met.Select((_, k) => new Poll(judging, Classes, c => targets.Length > 0 ? c == targets[k]
            : c != labels[k], best?[k] ?? 0, targets.Length == 0))];
        int[] Open() => [.. Enumerable.Range(0, met.Length).Where(k => met[k] && polls[k].Next > 0)];
        for (int[] open = Open(); open.Length > 0; open = Open())
        {
            // As many rows of each image as its poll wants, several images at once.
            int[] asked = [.. open.SelectMany(k => Enumerable.Repeat(k, polls[k].Next))];
            var votes = new List<int?>(asked.Length);
            foreach (int[] part in asked.Chunk(MaxRows))
            {
                cancel.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                NoiseAddress[] fresh = [.. part.Select(k => new NoiseAddress(NoiseStream.Attack, images[rows[k]],
                    Spent.Confirmations[rows[k]]++))];
                votes.AddRange(TopVote.Of(model.Logits(x.index_select(0, Rows.Index(part, x.device)),
                    new Draws(rng.Derive("confirm"), fresh))));
            }
            foreach (var group in asked.Zip(votes).GroupBy(pair => pair.First, pair => pair.Second))
                polls[group.Key].Add(group);
        }
        return new([.. polls.Select((p, k) => met[k] && p.Won)], [.. polls.Select(p => p.Share)]);
    }

    /// <summary>What a victim that draws nothing has confirmed by its one answer.</summary>
    /// <param name="met">Whether each image met the aim.</param>
    /// <param name="some">Which of this oracle's images they are; null for all.</param>
    internal Confirmation Certain(bool[] met, IReadOnlyList<int>? some = null)
    {
        for (int k = 0; k < met.Length; k++)
            Spent.Wins[rows[some?[k] ?? k]] += met[k] ? 1 : 0;
        return new([.. met], [.. met.Select(m => m ? 1.0 : 0)]);
    }

    /// <summary>Value and gradient of a loss of the logits, and the logits themselves.</summary>
    /// <param name="x">Images, [N,C,H,W].</param>
    /// <param name="loss">The loss.</param>
    /// <param name="aim">The aim of these images.</param>
    /// <exception cref="ThreatModelException">The threat model does not show gradients.</exception>
    public Probe Gradient(Tensor x, ILoss loss, Aim aim)
    {
        Require(Access.Gradients, "gradients");
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var estimate = new GradientEstimate(this, x.detach(), loss, aim, options.Averaging);
        var probe = estimate.Over(NextDraws(), MaxRows);
        Note(probe, estimate);
        return new Probe(probe.Values.MoveToOuterDisposeScope(), probe.Gradient.MoveToOuterDisposeScope(),
            probe.Logits.MoveToOuterDisposeScope());
    }

    /// <summary>Logits under one draw per row.</summary>
    internal Tensor Ask(Tensor copies, NoiseAddress[] draws) => model.Logits(copies, new Draws(rng, draws));

    /// <summary>The same with a loss of them, [rows].</summary>
    internal (Tensor Losses, Tensor Logits) Ask(Tensor copies, NoiseAddress[] draws, Func<Tensor, Tensor> loss) =>
        model.Losses(copies, new Draws(rng, draws), loss);

    private Tensor Answer(Tensor x)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var draws = NextDraws();
        foreach (int r in rows)
            Spent.Queries[r] += draws.Count;
        return GradientEstimate.MeanLogits(this, x, draws, MaxRows, options.Averaging).MoveToOuterDisposeScope();
    }

    /// <summary>Addresses of the next answer: one list an image for each draw.</summary>
    private List<NoiseAddress[]> NextDraws()
    {
        cancel.ThrowIfCancellationRequested();
        int count = DrawsPerAnswer;
        var draws = new List<NoiseAddress[]>(count);
        // An image that is asked about in several rows has draws of its own in each.
        for (int k = 0; k < count; k++)
            draws.Add([.. rows.Select(r => new NoiseAddress(NoiseStream.Attack, images[r], options.FreshDraws && IsRandom
                ? drawn[r]++ : k))]);
        return draws;
    }

    private void Note(Probe probe, GradientEstimate estimate)
    {
        using var guard = no_grad();
        bool[] vanished = PerImage.Vanished(probe.Gradient), broken = estimate.Broken;
        double[]? ratios = estimate.SignalToNoise();
        for (int k = 0; k < rows.Length; k++)
        {
            Spent.GradientPasses[rows[k]] += estimate.Passes;
            Spent.Vanished[rows[k]] += vanished[k] ? 1 : 0;
            Spent.NonFinite[rows[k]] += broken[k] ? 1 : 0;
            if (ratios is not null)
                Spent.SignalToNoise[rows[k]] = (Spent.SignalToNoise[rows[k]].Sum + ratios[k],
                    Spent.SignalToNoise[rows[k]].Count + 1);
        }
    }

    private void Require(Access needed, string what)
    {
        if (options.Access > needed)
            throw new ThreatModelException(
                $"the threat model shows {options.Access.ToString().ToLowerInvariant()} only, and the attack asked for {what}");
    }
}
