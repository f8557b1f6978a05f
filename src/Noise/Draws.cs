using static TorchSharp.torch;

namespace Audit.Noise;

/// <summary>The draws of a batch: one address per image below one source; or unnamed, which is the default value.</summary>
/// <param name="Rng">Source of the draws.</param>
/// <param name="Addresses">One per image.</param>
public readonly record struct Draws(Rng Rng, NoiseAddress[] Addresses)
{
    /// <summary>Whether somebody has named them.</summary>
    public bool IsNamed => Addresses is not null;

    /// <summary>These draws; where nobody has named them, ones that follow from a source and from each image's own
    /// pixels.</summary>
    /// <remarks>As unforeseeable as fresh ones to whoever does not know the source, and the same in every batch and after every
    /// interruption.</remarks>
    /// <param name="source">Source of unnamed draws.</param>
    /// <param name="x">The images, [N,...].</param>
    public Draws Or(Rng source, Tensor x) => IsNamed ? this : new(source, ContentAddress.Of(x, NoiseStream.Defence));

    /// <summary>Independent draws at the same addresses, for a part that draws on its own; unnamed ones stay so.</summary>
    public Draws Derive(string part) => IsNamed ? this with { Rng = Rng.Derive(part) } : this;

    /// <inheritdoc cref="Derive(string)"/>
    public Draws Derive(long part) => IsNamed ? this with { Rng = Rng.Derive(part) } : this;

    /// <summary>Uniform numbers in [0,1) of one image.</summary>
    public float[] Uniform(int row, int count)
    {
        var values = new float[count];
        UniformNoise.Fill(values, Rng, Addresses[row]);
        return values;
    }
}
