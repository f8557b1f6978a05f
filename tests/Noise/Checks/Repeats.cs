using System.Runtime.InteropServices;
using Audit.Noise.Lanes;

namespace Audit.Tests.Noise.Checks;

/// <summary>Runs of four values that occur twice, bit for bit, anywhere: overlapping or reused sequences.</summary>
internal static class Repeats
{
    private const int Length = 4;

    /// <remarks>Ideal noise of the largest audit repeats 64-bit digests of such runs with probability below 1e-2; once is
    /// forgiven.</remarks>
    public static Measured In(NoiseField field)
    {
        int perSample = field.Elements - Length + 1;
        ulong[] digests = new ulong[field.Images * field.Samples * perSample];
        int next = 0;
        for (int image = 0; image < field.Images; image++)
            for (int sample = 0; sample < field.Samples; sample++)
            {
                ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(field.Sample(image, sample));
                for (int i = 0; i < perSample; i++)
                    digests[next++] = Digest(bits.Slice(i, Length));
            }
        Array.Sort(digests);
        int repeats = 0;
        for (int i = 1; i < digests.Length; i++)
            repeats += digests[i] == digests[i - 1] ? 1 : 0;
        return new Measured("runs of four that repeat", repeats, repeats <= 1 ? 1 : 0);
    }

    private static ulong Digest(ReadOnlySpan<uint> bits)
    {
        (uint a, uint b, uint c, uint d) = Philox4x32.Block(0, bits[0], bits[1], bits[2], bits[3]);
        return ((ulong)(a ^ c) << 32) | (b ^ d);
    }
}
