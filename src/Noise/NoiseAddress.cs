namespace Audit.Noise;

/// <summary>Where one sample's noise lives: stream, image, sample. Its elements are numbered from 0 below it.</summary>
/// <remarks>
/// The Philox counter is (element / 4, sample, image, kind * 2^24 + stream); the kind keeps normals, uniforms and permutations
/// at the same address independent of each other.
/// </remarks>
public readonly record struct NoiseAddress
{
    /// <summary>Images and samples are numbered below 2^32: they are one counter word each.</summary>
    public const long Limit = 1L << 32;

    /// <summary>Elements of one sample are numbered below 2^34: four to a block, and the block is a counter word.</summary>
    public const long ElementLimit = 1L << 34;

    /// <param name="stream">What the draw is for.</param>
    /// <param name="image">Index of the image in its data set, in [0, 2^32).</param>
    /// <param name="sample">Index of the noise sample (training: the epoch), in [0, 2^32).</param>
    /// <exception cref="ArgumentOutOfRangeException">A number does not fit its counter word.</exception>
    public NoiseAddress(NoiseStream stream, long image, long sample)
    {
        Stream = (NoiseStream)InRange((long)stream, 1L << 24, nameof(stream));
        Image = InRange(image, Limit, nameof(image));
        Sample = InRange(sample, Limit, nameof(sample));
    }

    public NoiseStream Stream { get; }

    public long Image { get; }

    public long Sample { get; }

    /// <summary>The address <paramref name="samples"/> further on: same stream, same image.</summary>
    public NoiseAddress Next(long samples = 1) => new(Stream, Image, Sample + samples);

    internal uint Word1 => (uint)Sample;

    internal uint Word2 => (uint)Image;

    internal uint Word3(NoiseKind kind) => ((uint)kind << 24) | (uint)Stream;

    internal static void CheckElements(long firstElement, long count)
    {
        InRange(firstElement, ElementLimit, nameof(firstElement));
        if (count > ElementLimit - firstElement)
            throw new ArgumentOutOfRangeException(nameof(count), FormattableString.Invariant(
                $"A sample has elements 0 to 2^34 - 1 = {ElementLimit - 1}, got {count} elements from {firstElement}."));
    }

    private static long InRange(long value, long limit, string name) => value >= 0 && value < limit
        ? value
        : throw new ArgumentOutOfRangeException(name,
        FormattableString.Invariant($"{name} must be in [0, {limit}), got {value}."));
}
