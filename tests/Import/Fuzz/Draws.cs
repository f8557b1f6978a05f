using Audit.Noise;

namespace Audit.Tests.Import.Fuzz;

/// <summary>Cheap choices that all follow from one number (SplitMix64): the same input again for the same number.</summary>
internal sealed class Draws(Rng rng)
{
    /// <summary>Numbers that break size arithmetic: ends of types, powers of two and their neighbours, common sizes.</summary>
    public static readonly long[] Extremes =
    [
        0, 1, 2, 3, 4, 7, 8, 9, 10, 15, 16, 31, 32, 63, 64, 65, 100, 127, 128, 255, 256, 640, 784, 1000, 1023, 1024, 4095, 4096,
            32767, 32768, 65535, 65536, 1 << 20, (1 << 24) + 1,
        int.MaxValue - 1L, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, (1L << 32) + 1, 1L << 40, 1L << 62, long.MaxValue - 7,
            long.MaxValue, long.MinValue, -1, -2, -64,
    ];

    private ulong state = rng.Key;

    /// <summary>0 to count - 1.</summary>
    public int Below(int count) => (int)(Next() % (ulong)Math.Max(1, count));

    /// <summary>True once in so many.</summary>
    public bool Once(int inMany) => Below(inMany) == 0;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    public long Extreme() => Of(Extremes);

    /// <summary>A number near another one, or an extreme one.</summary>
    public long Near(long value) => Below(3) switch
    {
        0 => unchecked(value + Below(9) - 4),
        1 =>
        unchecked(value * (1 + Below(4))),
        _ => Extreme()
    };

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (int k = 0; k < count; k++)
            bytes[k] = (byte)Next();
        return bytes;
    }

    private ulong Next()
    {
        state += 0x9e3779b97f4a7c15;
        ulong z = (state ^ state >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
}
