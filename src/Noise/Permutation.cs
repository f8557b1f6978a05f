using Audit.Noise.Lanes;

namespace Audit.Noise;

/// <summary>A random order of n things, each of the n! orders equally likely up to the 2^64 keys.</summary>
public static class Permutation
{
    /// <summary>0, ..., n - 1 in the order that (source, stream, epoch) names.</summary>
    /// <remarks>Fisher-Yates from the end; the integers below a bound are drawn without bias (Lemire 2019,
    /// arXiv:1805.10941).</remarks>
    public static int[] Of(int n, Rng rng, NoiseStream stream, long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var words = new WordSequence(rng, new NoiseAddress(stream, 0, epoch));
        int[] order = new int[n];
        for (int i = 0; i < n; i++)
            order[i] = i;
        for (int i = n - 1; i > 0; i--)
        {
            int j = (int)words.Below((uint)i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    /// <summary>The words at one address, read one after the other.</summary>
    private struct WordSequence(Rng rng, NoiseAddress address)
    {
        private (uint W0, uint W1, uint W2, uint W3) block;
        private uint index;

        /// <summary>An integer in [0, bound), each equally likely: the few products that would favour some are drawn
        /// again.</summary>
        public uint Below(uint bound)
        {
            ulong product = (ulong)Next() * bound;
            if ((uint)product < bound)
            {
                uint threshold = (0 - bound) % bound;
                while ((uint)product < threshold)
                    product = (ulong)Next() * bound;
            }
            return (uint)(product >> 32);
        }

        // A permutation of int.MaxValue things reads fewer than 2^32 words, so the block number cannot wrap.
        private uint Next()
        {
            if (index % 4 == 0)
                block = Philox4x32.Block(rng.Key, index / 4, address.Word1, address.Word2,
                    address.Word3(NoiseKind.Permutation));
            return (index++ % 4) switch
            {
                0 => block.W0,
                1 => block.W1,
                2 => block.W2,
                _ => block.W3,
            };
        }
    }
}
