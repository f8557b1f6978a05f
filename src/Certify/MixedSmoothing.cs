using Audit.Networks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>CERTIFY for one network where another, faster one gives most of the votes: float32 certified by bfloat16.</summary>
/// <remarks>Why the certificate holds for <paramref name="exact"/>: <see cref="MixedVotes"/>. The noise has the addresses that
/// <see cref="Smoothing"/> uses.</remarks>
/// <param name="exact">The network that is certified.</param>
/// <param name="fast">The one that stands in for it.</param>
/// <param name="options">Settings of CERTIFY.</param>
/// <param name="pairs">How many of the n estimation samples, the first ones, both networks see.</param>
/// <param name="batch">Samples held at once; 0 chooses.</param>
/// <param name="threads">Most threads; 0 is all.</param>
/// <param name="recounts">Take part of the votes again, of the exact network and of the fast one.</param>
public sealed class MixedSmoothing(IClassifier exact, IClassifier fast, SmoothingOptions options, long pairs, int batch = 0,
    int threads = 0,
    (Recount? Exact, Recount? Fast) recounts = default) : SmoothedCertifier
{
    /// <summary>Pairs compared at once: whole blocks and units, so that a vote does not depend on it.</summary>
    private const int Part = 4096;

    private readonly NoisySampling exactly = new(exact, options.Model, batch, threads, recounts.Exact);
    private readonly NoisySampling quickly = new(fast, options.Model, batch, threads, recounts.Fast);

    /// <summary>What is wrong with a number of pairs, if anything, in one line.</summary>
    public static string? Validate(SmoothingOptions options, long pairs) =>
        pairs < 1 || pairs > options.N ? FormattableString.Invariant($"--pairs must be 1 to n = {options.N}, got {pairs}")
        : MixedVotes.CeilingOf(options.N, pairs, options.Alpha, options.Model) > 0 ? null
        : FormattableString.Invariant(
        $"n = {options.N} with {pairs} pairs can never certify anything at alpha = {options.Alpha}: more pairs are needed");

    /// <summary>Class and radius of the smoothed exact network at one image, or an abstention.</summary>
    /// <inheritdoc/>
    public override Certificate Certify(Tensor x, long image, Rng rng, CancellationToken stop = default)
    {
        var counts0 = quickly.Count(x, options.N0, rng, new NoiseAddress(NoiseStream.Selection, image, 0));
        int top = counts0.Top;
        var first = new NoiseAddress(NoiseStream.Estimation, image, 0);
        long count = 0, disagreements = 0, nonFinite = counts0.NonFinite;
        for (long done = 0; done < pairs; done += Part)
        {
            long part = Math.Min(Part, pairs - done);
            int?[] quick = quickly.Votes(x, part, rng, first.Next(done)), slow = exactly.Votes(x, part, rng, first.Next(done));
            count += quick.LongCount(vote => vote == top);
            disagreements += quick.Zip(slow).LongCount(votes => votes.First == top && votes.Second != top);
            nonFinite += quick.Concat(slow).LongCount(vote => vote is null);
        }
        if (options.N > pairs)
        {
            var rest = quickly.Count(x, options.N - pairs, rng, first.Next(pairs));
            count += rest.PerClass[top];
            nonFinite += rest.NonFinite;
        }
        return new Certificate(new MixedVotes(top, count, options.N0, options.N, options.Alpha, options.Model, pairs,
            disagreements, nonFinite));
    }
}
