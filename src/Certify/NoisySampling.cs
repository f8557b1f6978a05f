using System.Runtime.InteropServices;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>SAMPLEUNDERNOISE of Cohen et al. 2019: classes of an image under noise, counted.</summary>
/// <remarks>
/// Noise comes from addresses (stream, image, sample), and the network always sees whole blocks of <see cref="Block"/>
/// consecutive samples, or units that cannot tell (<see cref="IUnitClassifier"/>): no count can depend on how many samples are
/// held at once, on threads, order or an interruption. The samples that fill up the last block are computed and not counted.
/// </remarks>
public sealed class NoisySampling
{
    /// <summary>Samples the network sees at once, on every machine: few enough for a core's caches.</summary>
    public const int Block = 64;

    private readonly IClassifier classifier;
    private readonly NoiseSampler noise;
    private readonly int held;
    private readonly int threads;
    private readonly UnitSampling? units;
    private readonly DeviceSampling? device;
    private readonly Recount? recount;

    /// <param name="classifier">The base classifier f.</param>
    /// <param name="noise">Distribution of the noise.</param>
    /// <param name="batch">Samples held in memory at once, rounded up to whole blocks; 0 chooses.</param>
    /// <param name="threads">Cores that make noise; 0 is all.</param>
    /// <param name="recount">Takes part of the votes again; null for nobody.</param>
    public NoisySampling(IClassifier classifier, NoiseModel noise, int batch = 0, int threads = 0, Recount? recount = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        this.classifier = classifier;
        this.noise = NoiseSamplers.Of(noise, atLeast: true);
        this.threads = threads;
        this.recount = recount;
        held = Math.Max(1, (batch + Block - 1) / Block) * Block;
        units = classifier is IUnitClassifier compiled ? new UnitSampling(compiled, this.noise, batch == 0 ? UnitSampling.Largest
            : held, threads) : null;
        device = classifier.Device.type == DeviceType.CUDA && this.noise.OnDevice
            ? new DeviceSampling(classifier, this.noise, batch) : null;
    }

    /// <summary>Counts the classes of samples first, first + 1, ..., first + n - 1.</summary>
    /// <param name="x">Image, [C,H,W], on the CPU.</param>
    /// <param name="n">How many samples.</param>
    /// <param name="rng">Source of the noise.</param>
    /// <param name="first">Address of the first sample.</param>
    public VoteCounts Count(Tensor x, long n, Rng rng, NoiseAddress first)
    {
        var perClass = new long[classifier.Classes];
        long nonFinite = 0;
        Visit(x, n, rng, first, all: true, vote =>
        {
            if (vote is int top)
                perClass[top]++;
            else
                nonFinite++;
            return true;
        });
        return new VoteCounts(perClass, nonFinite);
    }

    /// <summary>The class of each of the samples first, first + 1, ..., first + n - 1; null for one without finite
    /// logits.</summary>
    /// <param name="x">Image, [C,H,W], on the CPU.</param>
    /// <param name="n">How many samples.</param>
    /// <param name="rng">Source of the noise.</param>
    /// <param name="first">Address of the first sample.</param>
    public int?[] Votes(Tensor x, long n, Rng rng, NoiseAddress first)
    {
        var votes = new int?[n];
        int at = 0;
        Visit(x, n, rng, first, all: true, vote =>
        {
            votes[at++] = vote;
            return true;
        });
        return votes;
    }

    /// <summary>Shows the classes of samples first, first + 1, ... one by one, in this order.</summary>
    /// <param name="x">Image, [C,H,W], on the CPU.</param>
    /// <param name="n">Most samples that are drawn.</param>
    /// <param name="rng">Source of the noise.</param>
    /// <param name="first">Address of the first sample.</param>
    /// <param name="next">Told each sample's class, null for one without finite logits; false ends the visit. Samples of the
    /// same block that follow are computed and not shown.</param>
    public void Visit(Tensor x, long n, Rng rng, NoiseAddress first, Func<int?, bool> next) =>
        Visit(x, n, rng, first, all: false, next);

    private void Visit(Tensor x, long n, Rng rng, NoiseAddress first, bool all, Func<int?, bool> next)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var shape = classifier.InputShape;
        var image = x.contiguous();
        if (image.numel() != shape.Elements)
            throw new ArgumentException(
                $"x must be [{shape.Channels},{shape.Height},{shape.Width}], got [{string.Join(',', x.shape)}]");
        noise.Check(MemoryMarshal.Cast<byte, float>(image.bytes));
        if (recount is not null)
            next = recount.Watch(Remake(image, rng), first, next);
        if (units is not null)
            units.Visit(MemoryMarshal.Cast<byte, float>(image.bytes), n, rng, first, all, next);
        else if (device is not null)
            device.Visit(image, n, rng, first, next);
        else
            VisitBlocks(image, n, rng, first, next);
        recount?.Settle();
    }

    private NoisyImage Remake(Tensor image, Rng rng)
    {
        float[] clean = MemoryMarshal.Cast<byte, float>(image.bytes).ToArray();
        return (address, destination) => noise.AddTo(clean, destination, rng, address);
    }

    private unsafe void VisitBlocks(Tensor image, long n, Rng rng, NoiseAddress first, Func<int?, bool> next)
    {
        var shape = classifier.InputShape;
        var noisy = empty(shape.Batch(held));
        for (long done = 0; done < n; done += held)
        {
            int rows = (int)Math.Min(held, (n - done + Block - 1) / Block * Block);
            fixed (byte* clean = image.bytes, destination = noisy.bytes)
                NoiseBatch.AddTo(noise, (float*)clean, (float*)destination, rows, shape.Elements, rng, first.Next(done), threads);
            for (int start = 0; start < rows; start += Block)
            {
                int counted = (int)Math.Min(Block, n - done - start);
                if (!Show(noisy.narrow(0, start, Block), counted, next))
                    return;
            }
        }
    }

    /// <summary>Shows one vote for each of the block's first rows; false once no more are wanted.</summary>
    private bool Show(Tensor block, int counted, Func<int?, bool> next)
    {
        using var scope = NewDisposeScope();
        var logits = classifier.Logits(block.to(classifier.Device)).cpu().contiguous();
        var values = MemoryMarshal.Cast<byte, float>(logits.bytes);
        int classes = classifier.Classes;
        for (int row = 0; row < counted; row++)
        {
            if (!next(TopVote.Of(values.Slice(row * classes, classes))))
                return false;
        }
        return true;
    }
}
