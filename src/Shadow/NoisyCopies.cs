using System.Runtime.InteropServices;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Noise for the copies of one image that the attack's loss is averaged over, in pieces that fit caches.</summary>
/// <remarks>Fixed noise is drawn once and kept until the dispose scope ends; fresh noise is drawn at each step. Both come from
/// addresses, so neither depends on the size of a piece.</remarks>
public sealed class NoisyCopies
{
    /// <summary>Copies that go through the network at once.</summary>
    private const int Piece = 64;

    private readonly ImageShape shape;
    private readonly IReadOnlyList<NoiseSampler> noise;
    private readonly int copies;
    private readonly bool fresh;
    private readonly Rng rng;
    private readonly long image;
    private readonly Device device;
    private readonly List<Tensor> kept = [];

    /// <param name="shape">Shape of the image.</param>
    /// <param name="noise">Its distribution.</param>
    /// <param name="copies">How many copies.</param>
    /// <param name="fresh">Whether each step draws its own.</param>
    /// <param name="rng">Source of the noise.</param>
    /// <param name="image">Index of the image: part of the noise's address.</param>
    /// <param name="device">Where the noise is wanted.</param>
    public NoisyCopies(ImageShape shape, NoiseSampler noise, int copies, bool fresh, Rng rng, long image, Device device)
        : this(shape, [noise], copies, fresh, rng, image, device)
    {
    }

    /// <param name="shape">Shape of the image.</param>
    /// <param name="noise">Distributions, which the copies take in turn.</param>
    /// <param name="copies">How many copies.</param>
    /// <param name="fresh">Whether each step draws its own.</param>
    /// <param name="rng">Source of the noise.</param>
    /// <param name="image">Index of the image: part of the noise's address.</param>
    /// <param name="device">Where the noise is wanted.</param>
    public NoisyCopies(ImageShape shape, IReadOnlyList<NoiseSampler> noise, int copies, bool fresh, Rng rng, long image,
        Device device)
    {
        (this.shape, this.noise, this.copies, this.fresh) = (shape, noise, copies, fresh);
        (this.rng, this.image, this.device) = (rng, image, device);
        for (int first = 0; !fresh && first < copies; first += Piece)
            kept.Add(Draw(0, first));
    }

    /// <summary>How many pieces there are.</summary>
    public int Pieces => (copies + Piece - 1) / Piece;

    /// <summary>All copies.</summary>
    public int Count => copies;

    /// <summary>Copies of one piece.</summary>
    public int InPiece(int piece) => Math.Min(Piece, copies - piece * Piece);

    /// <summary>Noise of one piece, [count,C,H,W], already scaled.</summary>
    public Tensor Noise(int piece, int step) => fresh ? Draw(step, piece * Piece) : kept[piece].alias();

    private unsafe Tensor Draw(int step, int first)
    {
        int count = Math.Min(Piece, copies - first);
        using var scope = NewDisposeScope();
        var drawn = zeros(shape.Batch(count));
        var origin = zeros(shape.Batch(1));
        var address = new NoiseAddress(NoiseStream.Attack, image, (long)step * copies + first);
        if (noise.Count == 1)
        {
            fixed (byte* zero = origin.bytes, destination = drawn.bytes)
                NoiseBatch.AddTo(noise[0], (float*)zero, (float*)destination, count, shape.Elements, rng, address);
        }
        else
        {
            var values = MemoryMarshal.Cast<byte, float>(drawn.bytes);
            for (int k = 0; k < count; k++)
            {
                var own = values.Slice(k * shape.Elements, shape.Elements);
                noise[(first + k) % noise.Count].AddTo(own, own, rng, address.Next(k));
            }
        }
        return drawn.to(device).MoveToOuterDisposeScope();
    }
}
