using System.Runtime.InteropServices;
using Audit.Inputs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Probing;

/// <summary>Asks a model the same questions in different batches. A function of the image answers them alike, up to
/// rounding.</summary>
/// <remarks>
/// Six batches of equal size and some smaller ones: the batch twice at the start and once at the end; copies of one image; the
/// images at other places; every second image replaced; a black box is shown four of them again and again. A model
/// that is honest now and lies later is not found here: see the
/// votes that a run takes again.
/// </remarks>
public sealed class ModelProbe
{
    /// <summary>Images of the batches: what certificates show a network at once.</summary>
    public const int Batch = ActivationMemory.Batch;

    /// <summary>Answers of a question that may be near ties before it counts as a finding: one in fifty.</summary>
    private const double Excusable = 0.02;

    /// <summary>Images shown again and again.</summary>
    private const int Few = 4;

    private readonly IClassifier model;
    private readonly ProbeOptions options;
    private int images;
    private int calls;
    private int nearTies;
    private double largest;
    private double spread;

    private ModelProbe(IClassifier model, ProbeOptions options) => (this.model, this.options) = (model, options);

    /// <summary>Probes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">Images such as it will be shown, [N,C,H,W] with N at least 4; where possible <see cref="Batch"/> different
    /// ones.</param>
    /// <param name="options">Tolerance.</param>
    public static ProbeReport Run(IClassifier model, Tensor x, ProbeOptions? options = null)
    {
        if (x.dim() != 4 || x.size(0) < 4)
            throw new ArgumentException($"x must be [N,C,H,W] with at least 4 images, got [{string.Join(',', x.shape)}]");
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        return new ModelProbe(model, options ?? ProbeOptions.Default).Run(x.to(model.Device));
    }

    private ProbeReport Run(Tensor x)
    {
        int n = (int)x.size(0);
        var first = Ask(x);
        spread = first.MedianSpread;
        var copies = x.narrow(0, 0, 1).repeat(n, 1, 1, 1);
        var findings = new List<ProbeFinding>();
        if (NonFinite(first) is { } broken)
            findings.Add(broken);

        var again = Compared(x, first, Ask(x), row => row, repeated: true);
        var equal = Ask(copies);
        if (!again.IsSame)
            return Report(findings, ByCall(again, equal, copies));
        var apart = Compared(copies, equal, equal, _ => 0);
        if (!apart.IsSame && Compared(copies, equal, Ask(copies), row => row, repeated: true) is { IsSame: false } changed)
            return Report(findings, Finding(Trait.DrawsRandomNumbers, changed));
        int[] order = Order(n);
        var moved = Compared(x, first, Ask(x.index_select(0, Index(order))), row => order[row]);
        var beside = Beside(x, first);
        var sizes = Sizes(x, first, copies, equal);
        var last = Compared(x, first, Ask(x), row => row, repeated: true);
        if (!last.IsSame)
            return Report(findings, ByCall(last, equal, copies));
        if (NowAndThen(x) is { } rare)
            return Report(findings, ByCall(rare, equal, copies));
        if (!apart.IsSame)
            findings.Add(Finding(Trait.DependsOnPosition, apart));
        if (sizes.Copies is { } size)
            findings.Add(size);
        if (!beside.IsSame)
            findings.Add(Finding(Trait.DependsOnNeighbours, beside));
        // Where neighbours count, moving them and leaving them out changes answers too: only what they do not explain is named.
        if (!moved.IsSame && apart.IsSame && beside.IsSame)
            findings.Add(Finding(Trait.DependsOnPosition, moved));
        if (sizes.Images is { } alone && sizes.Copies is null && beside.IsSame)
            findings.Add(alone);
        return Report(findings);
    }

    private ProbeReport Report(List<ProbeFinding> findings, params ProbeFinding[] more) =>
        new([.. findings, .. more], images, calls, largest, nearTies);

    private Answers Ask(Tensor x)
    {
        using var scope = NewDisposeScope();
        calls++;
        images += (int)x.size(0);
        var logits = model.Logits(x);
        return logits.dim() == 2 && logits.size(0) == x.size(0) && logits.size(1) == model.Classes ? new Answers(logits)
            : throw new UnrepeatableException(
            $"the model gives [{string.Join(',', logits.shape)}] for {x.size(0)} images, expected [{x.size(0)},{model.Classes}]");
    }

    /// <summary>A change that shows in some calls only.</summary>
    private AnswerCounts? NowAndThen(Tensor x)
    {
        if (options.Repeats == 0)
            return null;
        var few = x.narrow(0, 0, Few);
        var first = Ask(few);
        return Enumerable.Range(0, options.Repeats).Select(_ => Compared(few, first, Ask(few), row => row, repeated: true))
            .FirstOrDefault(counts => !counts.IsSame);
    }

    /// <summary>Which of the two kinds of change from call to call: copies of one image tell them apart.</summary>
    private ProbeFinding ByCall(AnswerCounts changed, Answers equal, Tensor copies)
    {
        bool differ = !Compared(copies, equal, equal, _ => 0).IsSame || Enumerable.Range(1, 3).Any(_ =>
        {
            var other = Ask(copies);
            return !Compared(copies, other, other, _ => 0).IsSame;
        });
        return Finding(differ ? Trait.DrawsRandomNumbers : Trait.ChangesBetweenCalls, changed);
    }

    private static ProbeFinding? NonFinite(Answers answers)
    {
        int rows = Enumerable.Range(0, answers.Rows).Count(row => answers.Top(row) is null);
        return rows > 0 ? new ProbeFinding(Trait.GivesNonFinite, rows, answers.Rows, 0) : null;
    }

    /// <summary>Every second image replaced by others; the answers of those that stayed.</summary>
    private AnswerCounts Beside(Tensor x, Answers first)
    {
        using var scope = NewDisposeScope();
        var others = x.clone();
        // Black, white, and negatives: statistics of the batch become others.
        for (long k = 0; k < x.size(0); k += 2)
            others.select(0, k).copy_(k % 6 == 0 ? zeros_like(x.select(0, k)) : k % 6 == 2 ? ones_like(x.select(0, k))
                : 1 - x.select(0, k));
        int[] odd = [.. Enumerable.Range(0, first.Rows / 2).Select(k => (2 * k) + 1)];
        return Compared(x, first, Ask(others), row => row, odd);
    }

    /// <summary>Copies of one image, and different images, in batches of other sizes.</summary>
    private (ProbeFinding? Copies, ProbeFinding? Images) Sizes(Tensor x, Answers first, Tensor copies, Answers equal)
    {
        int n = first.Rows;
        try
        {
            var one = new AnswerCounts();
            var several = new AnswerCounts();
            foreach (int size in new[] { 1, (n / 2) + 1 })
            {
                one.Add(Compared(copies, equal, Ask(copies.narrow(0, 0, size)), row => row, [.. Enumerable.Range(0, size)]));
                several.Add(Compared(x, first, Ask(x.narrow(0, 0, size)), row => row, [.. Enumerable.Range(0, size)]));
            }
            return (one.IsSame ? null : Finding(Trait.DependsOnBatchSize, one), several.IsSame ? null
                : Finding(Trait.DependsOnBatchSize, several));
        }
        catch (Exception e) when (e is ExternalException or ArgumentException or InputException)
        {
            return (new ProbeFinding(Trait.DependsOnBatchSize, 0, 0, 0, e.Message.Split('\n')[0]), null);
        }
    }

    private static ProbeFinding Finding(Trait trait, AnswerCounts comparison) =>
        new(trait, comparison.Rows, comparison.Compared, comparison.Classes);

    /// <summary>Answers against those that a function of the image would have given.</summary>
    /// <param name="x">The batch of the expected answers.</param>
    /// <param name="expected">Answers to x.</param>
    /// <param name="actual">Answers in another batch.</param>
    /// <param name="source">The row of x that a row of the other batch shows.</param>
    /// <param name="rows">Rows of the other batch to look at; all by default.</param>
    /// <param name="repeated">Whether both batches are the same: then sums are too, and nothing is a near tie.</param>
    private AnswerCounts Compared(Tensor x, Answers expected, Answers actual, Func<int, int> source, int[]? rows = null,
        bool repeated = false)
    {
        var result = new AnswerCounts();
        var suspects = new List<int>();
        rows ??= [.. Enumerable.Range(0, actual.Rows)];
        foreach (int row in rows)
        {
            var before = expected[source(row)];
            var after = actual[row];
            double distance = Answers.Distance(before, after),
                scale = Math.Max(spread, Math.Max(Answers.Spread(before), Answers.Spread(after)));
            bool same = distance <= (options.Tolerance * scale) + Answers.Rounding(before);
            if (same && scale > 0)
                largest = Math.Max(largest, distance / scale);
            if (!same)
                suspects.Add(row);
            result.Add(1, same ? 0 : 1, TopVote.Of(before) != TopVote.Of(after) ? 1 : 0);
        }
        // A few large differences may be steps of an honest model that rounding has crossed.
        if (!repeated && suspects.Count > 0 && suspects.Count <= Math.Max(1, rows.Length * Excusable)
            && suspects.All(row => IsNearTie(x, expected, actual, source(row), row)))
        {
            nearTies += suspects.Count;
            result.Excuse();
        }
        return result;
    }

    private bool IsNearTie(Tensor x, Answers expected, Answers actual, int source, int row)
    {
        float[] before = expected[source].ToArray();
        double far = Answers.Distance(before, actual[row]) / 2;
        return NearTie.Explains(model, x, source, near => Answers.Distance(before, near[source]) >= far);
    }

    /// <summary>Every image at another place, in an order without pattern.</summary>
    private static int[] Order(int n)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        float[] keys = new float[n];
        UniformNoise.Fill(keys, new Rng(0).Derive("probe"), new NoiseAddress(NoiseStream.Diagnosis, 0, 0));
        Array.Sort(keys, order);
        // Along one cycle through all of them, none stays where it is.
        int[] places = new int[n];
        for (int k = 0; k < n; k++)
            places[order[k]] = order[(k + 1) % n];
        return places;
    }

    private Tensor Index(int[] rows) => tensor([.. rows.Select(r => (long)r)], [rows.Length]).to(model.Device);
}
