using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Statistics;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Decides the class of images for the record, on draws that no attack has seen.</summary>
/// <param name="model">The model.</param>
/// <param name="options">How a random model decides.</param>
public sealed class Judge(IClassifier model, JudgeOptions options)
{
    /// <summary>Copies the network sees at once.</summary>
    private const int Block = 64;

    /// <summary>How classes are decided.</summary>
    public JudgeOptions Options => options;

    /// <summary>The model that is judged.</summary>
    public IClassifier Model => model;

    /// <summary>The classes of a batch.</summary>
    /// <param name="x">Images, [N,C,H,W], where the model wants them.</param>
    /// <param name="images">Their indexes: part of the addresses of draws.</param>
    /// <param name="rng">Source of the draws.</param>
    /// <returns>Null where logits are not finite, or where a vote cannot tell the two top classes apart.</returns>
    public int?[] Classes(Tensor x, IReadOnlyList<long> images, Rng rng)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        if (!model.IsRandom)
            return TopVote.Of(model.Logits(x));
        if (options.Samples == 1)
            return TopVote.Of(model.Logits(x, new Draws(rng,
                [.. images.Select(i => new NoiseAddress(NoiseStream.Referee, i, 0))])));
        return [.. images.Select((image, row) => Vote(x.narrow(0, row, 1), image, rng))];
    }

    /// <summary>PREDICT of Cohen et al. 2019 for any model that draws.</summary>
    private int? Vote(Tensor x, long image, Rng rng)
    {
        var counts = new long[model.Classes];
        for (long done = 0; done < options.Samples; done += Block)
        {
            using var scope = NewDisposeScope();
            int copies = (int)Math.Min(Block, options.Samples - done);
            var draws = Enumerable.Range(0, copies).Select(k => new NoiseAddress(NoiseStream.Referee, image, done + k));
            foreach (int? top in TopVote.Of(model.Logits(x.repeat(copies, 1, 1, 1), new Draws(rng, [.. draws]))))
            {
                if (top is not int c)
                    return null;
                counts[c]++;
            }
        }
        return Prediction.Of(counts, options.Alpha);
    }
}
