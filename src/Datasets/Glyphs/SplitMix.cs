namespace Audit.Datasets.Glyphs;

/// <summary>SplitMix64, a generator of 64-bit numbers whose stream is a function of its seed alone, on every machine.</summary>
/// <remarks>Source: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators", with the finaliser that
/// Vigna's reference code (prng.di.unimi.it/splitmix64.c) uses. For drawing pictures; noise of certificates is Philox.</remarks>
internal struct SplitMix(ulong seed)
{
    private ulong state = seed;

    /// <summary>A generator for one address, unrelated to those of other addresses.</summary>
    public static SplitMix Derive(params ReadOnlySpan<ulong> path)
    {
        ulong seed = 0;
        foreach (ulong part in path)
            seed = new SplitMix(seed ^ new SplitMix(part).Next()).Next();
        return new SplitMix(seed);
    }

    public ulong Next()
    {
        state += 0x9e3779b97f4a7c15;
        ulong z = state;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + (high - low) * Unit();

    /// <summary>Uniform in 0 .. count-1, to within count / 2^53.</summary>
    public int Below(int count) => (int)(Unit() * count);

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>A direction, uniform on the circle; by rejection, because sines differ between machines in the last
    /// bit.</summary>
    public Vec Direction()
    {
        while (true)
        {
            Vec v = new(Between(-1, 1), Between(-1, 1));
            double square = v.Dot(v);
            if (square is > 0.01 and <= 1)
                return v * (1 / Math.Sqrt(square));
        }
    }
}
