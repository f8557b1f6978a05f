using System.Globalization;
using System.Runtime.InteropServices;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Networks.Probing;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>Takes a random part of a run's votes again: the same noisy images at other places in other batches. A function of the
/// image votes the same; a model that keeps state, waits, or looks at its batch is found out.</summary>
/// <remarks>
/// One vote in <see cref="Every"/> is chosen, at random places that no model can foresee, and taken again as soon as there are
/// enough for a batch; at the end a sample of all of them is taken once more, in a batch and one by one. Where the two largest
/// logits agree up to rounding (<see cref="ProbeOptions.Tolerance"/>), or where the model steps within 0.001 of the image's
/// pixels, another vote is a near tie; these may be 1 in 100.
/// </remarks>
public sealed class Recount
{
    /// <summary>One vote in this many is taken again.</summary>
    public const int Every = 128;

    private const int Block = NoisySampling.Block;

    /// <summary>Near ties that are never too many.</summary>
    private const int FewTies = 2;

    /// <summary>Votes that are taken alone at the end.</summary>
    private const int Alone = 4;

    private readonly IClassifier classifier;
    private readonly ProbeOptions options;
    private readonly List<Vote> waiting = [];
    private readonly List<Vote> sample = [];
    private ulong state;
    private long offered;

    /// <param name="classifier">The classifier whose votes are counted.</param>
    /// <param name="rng">Source of the choice.</param>
    /// <param name="options">What rounding may explain.</param>
    public Recount(IClassifier classifier, Rng rng, ProbeOptions? options = null) =>
        (this.classifier, this.options, state) = (classifier, options ?? ProbeOptions.Default, rng.Derive("recount").Key);

    /// <summary>Votes taken again so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Votes that came out otherwise where the model is undecided.</summary>
    public long NearTies { get; private set; }

    /// <summary>Takes what waits again, then a sample of all votes of the run.</summary>
    /// <exception cref="UnrepeatableException">A vote came out otherwise.</exception>
    public void Finish()
    {
        using var guard = no_grad();
        TakeWaiting(Block);
        if (sample.Count == 0)
            return;
        Shuffle(sample);
        Take(sample);
        foreach (var vote in sample.Take(Alone))
            Take([vote]);
    }

    /// <summary>Watches the votes of one image.</summary>
    /// <param name="remake">Writes the noisy image at an address.</param>
    /// <param name="first">Address of the first vote.</param>
    /// <param name="next">Who is told of them.</param>
    internal Func<int?, bool> Watch(NoisyImage remake, NoiseAddress first, Func<int?, bool> next)
    {
        long at = 0, chosen = Random(Every);
        return vote =>
        {
            if (at++ == chosen)
            {
                Offer(new Vote(remake, first.Next(at - 1), vote));
                chosen = ((at / Every) + 1) * Every + Random(Every);
            }
            return next(vote);
        };
    }

    /// <summary>Takes votes again where enough of them wait.</summary>
    /// <exception cref="UnrepeatableException">A vote came out otherwise.</exception>
    internal void Settle()
    {
        while (waiting.Count >= Block)
            TakeWaiting(Block);
    }

    private void Offer(Vote vote)
    {
        waiting.Add(vote);
        // Each vote is in the sample with equal probability, however many there will be.
        offered++;
        if (sample.Count < Block)
            sample.Add(vote);
        else if (Random(offered) is < Block and var place)
            sample[(int)place] = vote;
    }

    private void TakeWaiting(int most)
    {
        if (waiting.Count == 0)
            return;
        Shuffle(waiting);
        var some = waiting[..Math.Min(most, waiting.Count)];
        waiting.RemoveRange(0, some.Count);
        Take(some);
    }

    private void Take(List<Vote> votes)
    {
        using var scope = NewDisposeScope();
        var shape = classifier.InputShape;
        // What is missing to a whole batch is filled up with the same images: no size of a batch is new, but for votes alone.
        int rows = votes.Count == 1 ? 1 : Block;
        var x = empty(shape.Batch(rows));
        var values = MemoryMarshal.Cast<byte, float>(x.bytes);
        for (int row = 0; row < rows; row++)
            votes[row % votes.Count].Remake(votes[row % votes.Count].Address, values.Slice(row * shape.Elements, shape.Elements));
        x = x.to(classifier.Device);
        float[] logits = classifier.Logits(x).to(float32).cpu().contiguous().data<float>().ToArray();
        for (int row = 0; row < votes.Count; row++)
            Compare(votes[row], logits.AsSpan(row * classifier.Classes, classifier.Classes), x, row);
    }

    private void Compare(Vote vote, ReadOnlySpan<float> logits, Tensor x, int row)
    {
        Taken++;
        int? again = TopVote.Of(logits);
        if (again == vote.Class)
            return;
        if (!IsClose(logits, vote.Class) && !NearTie.Explains(classifier, x, row, answers => answers.Top(row) == vote.Class))
        {
            throw new UnrepeatableException(string.Create(CultureInfo.InvariantCulture,
                $"votes do not repeat: image {vote.Address.Image}, sample {vote.Address.Sample} voted {Name(vote.Class)}, and "
                    + $"{Name(again)} at another place in another batch ({Taken - 1} votes before it came out the same): the "
                    + $"model keeps state, draws, or looks at its batch"));
        }
        NearTies++;
        if (NearTies > FewTies + (Taken / 100))
        {
            throw new UnrepeatableException(string.Create(CultureInfo.InvariantCulture,
                $"votes do not repeat: {NearTies} of {Taken} came out otherwise at other places in other batches, each of them "
                    + $"a near tie, which is far more than rounding explains"));
        }
    }

    /// <summary>Whether rounding decides between the largest logit and that of the class.</summary>
    private bool IsClose(ReadOnlySpan<float> logits, int? @class)
    {
        if (@class is not int c || TopVote.Of(logits) is not int top)
            return false;
        return logits[top] - logits[c] <= (options.Tolerance / 10 * Answers.Spread(logits)) + Answers.Rounding(logits);
    }

    private static string Name(int? vote) => vote is int c ? FormattableString.Invariant($"class {c}")
        : "nothing (NaN or infinite logits)";

    private void Shuffle(List<Vote> votes)
    {
        for (int k = votes.Count - 1; k > 0; k--)
        {
            int other = (int)Random(k + 1);
            (votes[k], votes[other]) = (votes[other], votes[k]);
        }
    }

    /// <summary>In [0, below), as good as uniform for so few.</summary>
    private long Random(long below)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (long)((z ^ (z >> 31)) % (ulong)below);
    }

    private sealed record Vote(NoisyImage Remake, NoiseAddress Address, int? Class);
}
