using Audit.Noise;

namespace Audit.Tests.Noise.Checks;

/// <summary>Fills one sample of the noise under audit: elements 0, 1, ... at the address.</summary>
public delegate void NoiseSource(NoiseAddress address, Span<float> destination);

/// <summary>The noise under audit, as arrays: all images and samples of two streams.</summary>
internal sealed class NoiseField
{
    private readonly float[] values;

    public NoiseField(NoiseSource source, NoiseStream stream, NoiseAuditOptions options)
    {
        (Images, Samples, Elements) = (options.Images, options.Samples, options.Elements);
        values = new float[Images * Samples * Elements];
        for (int image = 0; image < Images; image++)
            for (int sample = 0; sample < Samples; sample++)
                source(new NoiseAddress(stream, image, sample), values.AsSpan(Offset(image, sample), Elements));
    }

    public int Images { get; }

    public int Samples { get; }

    public int Elements { get; }

    /// <summary>Everything, [images, samples, elements].</summary>
    public ReadOnlySpan<float> Values => values;

    public ReadOnlySpan<float> Sample(int image, int sample) => values.AsSpan(Offset(image, sample), Elements);

    public double[] Sorted()
    {
        float[] sorted = (float[])values.Clone();
        Array.Sort(sorted);
        return Array.ConvertAll(sorted, value => (double)value);
    }

    private int Offset(int image, int sample) => ((image * Samples) + sample) * Elements;
}
