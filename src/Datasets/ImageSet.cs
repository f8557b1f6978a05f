using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Audit.Datasets;

/// <summary>Labelled 8-bit images of one size, in memory, never changed after construction.</summary>
public sealed class ImageSet
{
    private readonly int[] labels;
    private readonly byte[] pixels;
    private readonly Lazy<string> sha256;

    /// <param name="name">Name of the data set, without the folder it came from.</param>
    /// <param name="split">The part of the data set.</param>
    /// <param name="channels">1 (grey) or 3 (red, green, blue).</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="classes">Class names; the label is the position in this list.</param>
    /// <param name="labels">One label an image, in 0 .. classes-1. Handed over: the caller must not change it afterwards.</param>
    /// <param name="pixels">[Count,C,H,W], row-major. Handed over likewise.</param>
    /// <exception cref="ArgumentException">The sizes disagree, or a label names no class.</exception>
    public ImageSet(string name, Split split, int channels, int height, int width, IReadOnlyList<string> classes,
        int[] labels, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        long size = checked((long)channels * height * width);
        if (pixels.LongLength != labels.LongLength * size)
            throw new ArgumentException($"{name}: {labels.Length} images of [{channels},{height},{width}] need "
                + $"{labels.LongLength * size} pixel bytes, got {pixels.LongLength}.");
        int wrong = Array.FindIndex(labels, label => (uint)label >= (uint)classes.Count);
        if (wrong >= 0)
            throw new ArgumentException(
                $"{name}: the label of image {wrong} must be 0 to {classes.Count - 1}, got {labels[wrong]}.");

        (Name, Split, Channels, Height, Width) = (name, split, channels, height, width);
        Classes = [.. classes];
        this.labels = labels;
        this.pixels = pixels;
        sha256 = new Lazy<string>(Hash);
    }

    public string Name { get; }

    public Split Split { get; }

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    public IReadOnlyList<string> Classes { get; }

    /// <summary>Whether classes are numbers, and how many there are is a guess from the labels.</summary>
    public bool IsNumbered { get; init; }

    public int Count => labels.Length;

    /// <summary>Values of one image: C * H * W.</summary>
    public int ImageSize => Channels * Height * Width;

    public ReadOnlySpan<int> Labels => labels;

    /// <summary>Lower-case hex SHA-256 of everything that a result can depend on: shape, class names, labels and
    /// pixels.</summary>
    public string Sha256 => sha256.Value;

    public int Label(int index) => labels[index];

    /// <summary>One image as stored, [C,H,W].</summary>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return pixels.AsSpan(index * ImageSize, ImageSize);
    }

    /// <summary>One image in pixel units: value / 255, in [0,1].</summary>
    /// <param name="index">Position in the set.</param>
    /// <param name="destination">Exactly <see cref="ImageSize"/> values, [C,H,W].</param>
    public void CopyTo(int index, Span<float> destination)
    {
        ReadOnlySpan<byte> pixels = Pixels(index);
        if (destination.Length != pixels.Length)
            throw new ArgumentException($"An image of [{Channels},{Height},{Width}] fills {pixels.Length} values, "
                + $"the destination has {destination.Length}.");
        for (int i = 0; i < pixels.Length; i++)
            destination[i] = pixels[i] / 255f;
    }

    /// <summary>The set for a model of so many classes: a set of numbered classes has as many as the model, where no label is
    /// higher.</summary>
    public ImageSet For(int classes) => !IsNumbered || classes == Classes.Count || labels.Any(label => label >= classes) ? this
        : new(Name, Split, Channels, Height, Width, [.. Enumerable.Range(0, classes).Select(c => $"{c}")], labels, pixels)
        {
            IsNumbered = true,
        };

    private string Hash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // One name a line is unambiguous: the loaders reject names with control characters.
        string header = FormattableString.Invariant($"{Count} {Channels} {Height} {Width}\n{string.Join('\n', Classes)}\n");
        hash.AppendData(Encoding.UTF8.GetBytes(header));
        byte[] bytes = new byte[4 * Count];
        for (int i = 0; i < Count; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), labels[i]);
        hash.AppendData(bytes);
        hash.AppendData(pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
